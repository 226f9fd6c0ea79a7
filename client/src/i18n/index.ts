import { use, useMemo } from 'react';
import { useStore } from '@/lib/store';
import { i18n, type Language, loaded, text } from './i18nStore';
import type { Namespace, T } from './types';

export {
  findText,
  i18n,
  LANGUAGES,
  type Label,
  type Language,
  labelText,
  registerStrings,
  type StringLoaders,
  setLanguage,
  startI18n,
  text,
} from './i18nStore';
export type { Key, Namespace, T } from './types';

/** For a route's loader: loads the strings in parallel with the page's code. */
export const loadStrings = (...namespaces: Namespace[]) => Promise.all(namespaces.map((each) => loaded(each)));

/** The texts of a namespace: `t('create.title', { name })`. Suspends until they have loaded. */
export function useTranslation<N extends Namespace = 'core'>(namespace = 'core' as N): { t: T<N>; language: Language } {
  const { language } = useStore(i18n);
  // Called whether loaded or not: React needs the same hooks in every render.
  use(loaded(namespace));
  return useMemo(() => ({ t: (key, values) => text(namespace, key, values), language }), [namespace, language]);
}
