import type { Key, Namespace, Values } from './types';

export const LANGUAGES = { en: 'English', pt: 'Português' } as const;
export type Language = keyof typeof LANGUAGES;

const KEY = 'tms.language';

type Loaded = { default: object };
const core = import.meta.glob<Loaded>('./strings/*.ts');
const features = import.meta.glob<Loaded>('../*/strings/*.ts');

/** What is shown now; a new object whenever that changes, as React's stores want it. */
let state: { language: Language } = { language: 'en' };
const words = new Map<string, object>();
const loads = new Map<string, Promise<void>>();
const listeners = new Set<() => void>();

const idOf = (namespace: Namespace, language: Language) => `${language}/${namespace}`;

/**
 * The words of one namespace, in the language of now. Each language and namespace is a chunk of its own: nobody loads
 * words they do not read.
 */
export function loaded(namespace: Namespace, language = state.language): Promise<void> {
  const id = idOf(namespace, language);
  let load = loads.get(id);
  if (!load) {
    const path = namespace === 'core' ? `./strings/${language}.ts` : `../${namespace}/strings/${language}.ts`;
    const found = namespace === 'core' ? core[path] : features[path];
    if (!found) throw new Error(`no strings for ${id}`);
    load = found().then((module) => {
      words.set(id, module.default);
      // React's `use` looks for this, and then need not wait.
      Object.assign(load as object, { status: 'fulfilled', value: undefined });
    });
    // A chunk that could not be fetched is fetched again by whoever asks next.
    load.catch(() => loads.delete(id));
    loads.set(id, load);
  }
  return load;
}

export const i18n = {
  get: () => state,

  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },

  get language() {
    return state.language;
  },

  /** How dates and numbers are written. */
  get locale() {
    return state.language === 'en' ? 'en-GB' : 'pt-PT';
  },
};

/** The text at a dotted key, if there is one. */
function find(namespace: Namespace, key: string): string | undefined {
  let at: unknown = words.get(idOf(namespace, state.language));
  for (const part of key.split('.')) at = (at as Record<string, unknown> | undefined)?.[part];
  return typeof at === 'string' ? at : undefined;
}

export const hasText = (namespace: Namespace, key: string) => find(namespace, key) !== undefined;

/** The text at a key with its `{{places}}` filled in. With a `count`, the form that the language has for that number. */
export function text<N extends Namespace>(namespace: N, key: Key<N>, values: Values = {}): string {
  const { count } = values;
  const form =
    typeof count === 'number' ? find(namespace, `${key}_${new Intl.PluralRules(i18n.locale).select(count)}`) : null;
  const found = form ?? find(namespace, key) ?? find(namespace, `${key}_other`) ?? key;
  return found.replace(/{{\s*(\w+)\s*}}/g, (place, name: string) =>
    name === 'count' && typeof count === 'number' ? count.toLocaleString(i18n.locale) : String(values[name] ?? place),
  );
}

const isLanguage = (tag: string | null | undefined): tag is Language => tag != null && tag in LANGUAGES;

function preferred(): Language {
  const kept = localStorage.getItem(KEY);
  if (isLanguage(kept)) return kept;
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en';
}

/** Ready when the shell's words are there. */
export async function startI18n(language: Language = preferred()) {
  await loaded('core', language);
  become(language);
}

/** Everything that has been shown so far is there in the new language before it changes. */
export async function setLanguage(language: Language) {
  localStorage.setItem(KEY, language);
  const used = [...words.keys()].map((id) => id.slice(id.indexOf('/') + 1) as Namespace);
  await Promise.all(used.map((namespace) => loaded(namespace, language)));
  become(language);
}

function become(language: Language) {
  state = { language };
  document.documentElement.lang = language;
  for (const listener of listeners) listener();
}
