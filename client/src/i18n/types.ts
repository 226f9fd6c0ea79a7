import type core from './en';

/**
 * All strings by namespace. `core` belongs to the shell; a feature adds its own:
 * `declare module '@/i18n/types' { interface Strings { users: typeof en } }`. English is the shape of all languages.
 */
export interface Strings {
  core: typeof core;
}

export type Namespace = keyof Strings;

/** The same keys with other texts: a translation with a missing or an extra key does not compile. */
export type Translated<T> = { [K in keyof T]: T[K] extends string ? string : Translated<T[K]> };

type Counted<K extends string> = K extends `${infer Base}_${'zero' | 'one' | 'two' | 'few' | 'many' | 'other'}`
  ? Base
  : K;
type Paths<O> = {
  [K in keyof O & string]: O[K] extends string ? Counted<K> : `${K}.${Paths<O[K]>}`;
}[keyof O & string];

/** A key in a namespace: `create.title`; plural forms by their common prefix. */
export type Key<N extends Namespace> = Paths<Strings[N]>;

export type Values = Record<string, string | number>;

/** Looks up the texts of one namespace. */
export type T<N extends Namespace = 'core'> = (key: Key<N>, values?: Values) => string;
