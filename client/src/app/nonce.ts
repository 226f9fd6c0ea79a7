import { setNonce } from 'get-nonce';

/** The nonce for style elements that are created at run time; the content security policy allows no others. */
export const nonce = () => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

/** For libraries that create such elements without asking Mantine: the scroll lock of its dialogs. */
export const shareNonce = () => setNonce(nonce());
