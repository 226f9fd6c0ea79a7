import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Namespace } from './strings';

export const LANGUAGES = { en: 'English', pt: 'Português' } as const;
export type Language = keyof typeof LANGUAGES;

const KEY = 'tms.language';

type Loaded = { default: object };
const core = import.meta.glob<Loaded>('./*/core.ts');
const features = import.meta.glob<Loaded>('../*/strings/*.ts');

/** Each language and namespace is a chunk of its own: nobody loads words they do not read. */
async function load(language: string, namespace: string): Promise<object> {
  const found =
    namespace === 'core' ? core[`./${language}/core.ts`] : features[`../${namespace}/strings/${language}.ts`];
  if (!found) throw new Error(`no strings for ${namespace} in ${language}`);
  return (await found()).default;
}

const isLanguage = (text: string | null | undefined): text is Language => text != null && text in LANGUAGES;

function preferred(): Language {
  const kept = localStorage.getItem(KEY);
  if (isLanguage(kept)) return kept;
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en';
}

/** Ready when the shell's words are there. */
export async function startI18n(language: Language = preferred()) {
  i18next.use({
    type: 'backend',
    read: (asked: string, namespace: string, done: (error: Error | null, strings: object | null) => void) => {
      load(asked, namespace).then(
        (strings) => done(null, strings),
        (error: Error) => done(error, null),
      );
    },
  });
  i18next.on('languageChanged', (now) => {
    document.documentElement.lang = now;
  });
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    supportedLngs: Object.keys(LANGUAGES),
    ns: ['core'],
    defaultNS: 'core',
    interpolation: { escapeValue: false }, // React escapes
    react: { useSuspense: true },
    returnNull: false,
  });
}

/** For a route's loader: the words of its features arrive together with its code. */
export const loadStrings = (...namespaces: Namespace[]) => i18next.loadNamespaces(namespaces);

export function setLanguage(language: Language) {
  localStorage.setItem(KEY, language);
  void i18next.changeLanguage(language);
}
