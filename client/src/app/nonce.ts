import { setNonce } from 'get-nonce';

/** The server's word for style elements that are made at run time: its policy allows no others. */
export const nonce = () => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

/** For those who make such elements without asking Mantine: its dialogs' scroll lock. */
export const shareNonce = () => setNonce(nonce());
