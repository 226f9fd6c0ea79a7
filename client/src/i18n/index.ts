import { use, useMemo, useSyncExternalStore } from 'react';
import { i18n, type Language, loaded, text } from './i18nStore';
import type { Namespace, T } from './types';

export { hasText, i18n, LANGUAGES, type Language, setLanguage, startI18n, text } from './i18nStore';
export type { Key, Namespace, T } from './types';

/** For a route's loader: the words of its features arrive together with its code. */
export const loadStrings = (...namespaces: Namespace[]) => Promise.all(namespaces.map((each) => loaded(each)));

/** The words of a namespace: `t('create.title', { name })`. Suspends until they are there. */
export function useTranslation<N extends Namespace = 'core'>(namespace = 'core' as N): { t: T<N>; language: Language } {
  const { language } = useSyncExternalStore(i18n.subscribe, i18n.get);
  // Always, loaded or not: React must meet the same hooks when it draws again.
  use(loaded(namespace));
  return useMemo(() => ({ t: (key, values) => text(namespace, key, values), language }), [namespace, language]);
}
