import { browserStorage } from '@/lib/storage';
import { createStore } from '@/lib/store';
import type { Key, Namespace, Values } from './types';

export const LANGUAGES = { en: 'English', pt: 'Português' } as const;
export type Language = keyof typeof LANGUAGES;

/** A short text in every language, for what is shown before strings have been loaded, such as the menu. */
export type Label = Readonly<Record<Language, string>>;

/** How to load the strings of a namespace in each language. */
export type StringLoaders = Readonly<Record<Language, () => Promise<{ default: object }>>>;

/** Where this browser keeps languages: that of who is signed in, the one chosen on this device, the organisation's. */
export const KEPT = { user: 'tms.language.user', device: 'tms.language', organisation: 'tms.language.organisation' };

const loaders = new Map<string, StringLoaders>([['core', { en: () => import('./en'), pt: () => import('./pt') }]]);
const strings = new Map<string, object>();
const loads = new Map<string, Promise<void>>();
/** A new object whenever the language changes. */
const store = createStore<{ language: Language }>({ language: 'en' });

export const registerStrings = (namespace: string, of: StringLoaders) => void loaders.set(namespace, of);

/**
 * Loads the strings of one namespace. Each language and namespace is a separate chunk: nobody loads texts they do not
 * read.
 */
export function loaded(namespace: string, language = i18n.language): Promise<void> {
  const id = `${language}/${namespace}`;
  let load = loads.get(id);
  if (!load) {
    const loadStrings = loaders.get(namespace)?.[language];
    if (!loadStrings) throw new Error(`no strings for ${id}`);
    load = loadStrings().then((module) => {
      strings.set(id, module.default);
      // React's `use` checks this to avoid suspending.
      Object.assign(load as object, { status: 'fulfilled', value: undefined });
    });
    // A chunk that could not be loaded is requested again by the next caller.
    load.catch(() => loads.delete(id));
    loads.set(id, load);
  }
  return load;
}

export const i18n = {
  get: store.get,
  subscribe: store.subscribe,

  get language() {
    return store.get().language;
  },

  /** The locale for dates and numbers. */
  get locale() {
    return i18n.language === 'en' ? 'en-GB' : 'pt-PT';
  },
};

/** The text at a dotted key, if there is one. */
export function findText(namespace: string, key: string): string | undefined {
  let at: unknown = strings.get(`${i18n.language}/${namespace}`);
  for (const part of key.split('.')) at = (at as Record<string, unknown> | undefined)?.[part];
  return typeof at === 'string' ? at : undefined;
}

/** The text at a key, in whichever loaded namespace has it. */
export const findTextAnywhere = (key: string) =>
  [...loaders.keys()].map((namespace) => findText(namespace, key)).find((text) => text !== undefined);

/** The text at a key with its `{{placeholders}}` filled in. With a `count`, the plural form for that number. */
export function text<N extends Namespace>(namespace: N, key: Key<N>, values: Values = {}): string {
  const { count } = values;
  const form =
    typeof count === 'number' ? findText(namespace, `${key}_${new Intl.PluralRules(i18n.locale).select(count)}`) : null;
  const found = form ?? findText(namespace, key) ?? findText(namespace, `${key}_other`) ?? key;
  return found.replace(/{{\s*(\w+)\s*}}/g, (place, name: string) =>
    name === 'count' && typeof count === 'number' ? count.toLocaleString(i18n.locale) : String(values[name] ?? place),
  );
}

export const labelText = (label: Label) => label[i18n.language];

const isLanguage = (tag: string | null | undefined): tag is Language => tag != null && tag in LANGUAGES;

/** What was chosen, else what the browser prefers; the organisation's if the browser prefers none of ours. */
const preferred = (): Language =>
  [
    browserStorage.get(KEPT.user),
    browserStorage.get(KEPT.device),
    ...navigator.languages.map((tag) => tag.slice(0, 2)),
    browserStorage.get(KEPT.organisation),
  ].find(isLanguage) ?? 'en';

/** Resolves when the shell's strings have loaded. */
export async function startI18n(language: Language = preferred()) {
  await loaded('core', language);
  show(language);
}

/** Somebody who is not signed in chose a language: it stays on this device. */
export function setLanguage(language: Language) {
  browserStorage.set(KEPT.device, language);
  browserStorage.remove(KEPT.user);
  return showPreferred();
}

/** Changes to the preferred language once all strings shown so far have loaded in it. */
export async function showPreferred() {
  const language = preferred();
  const used = [...strings.keys()].map((id) => id.slice(id.indexOf('/') + 1));
  await Promise.all(used.map((namespace) => loaded(namespace, language)));
  // Another one may have been chosen meanwhile.
  if (language === preferred() && language !== i18n.language) show(language);
}

/** Renders everything that has texts again: times and weeks are written differently from now on. */
export const renewTexts = () => store.set({ ...store.get() });

function show(language: Language) {
  document.documentElement.lang = language;
  store.set({ language });
}
