import type analytics from '@/analytics/strings/en';
import type assignments from '@/assignments/strings/en';
import type dashboard from '@/dashboard/strings/en';
import type notifications from '@/notifications/strings/en';
import type sessions from '@/sessions/strings/en';
import type users from '@/users/strings/en';
import type core from './strings/en';

/** All strings, by namespace: `core`, and one for each feature folder. English is the shape of all languages. */
export interface Strings {
  core: typeof core;
  analytics: typeof analytics;
  assignments: typeof assignments;
  dashboard: typeof dashboard;
  notifications: typeof notifications;
  sessions: typeof sessions;
  users: typeof users;
}

export type Namespace = keyof Strings;

/** The same keys with other words: a translation with a key missing, or one too many, does not compile. */
export type Translated<T> = { [K in keyof T]: T[K] extends string ? string : Translated<T[K]> };

type Counted<K extends string> = K extends `${infer Base}_${'zero' | 'one' | 'two' | 'few' | 'many' | 'other'}`
  ? Base
  : K;
type Paths<O> = {
  [K in keyof O & string]: O[K] extends string ? Counted<K> : `${K}.${Paths<O[K]>}`;
}[keyof O & string];

/** What can be asked for in a namespace: `create.title`; plural forms by their common beginning. */
export type Key<N extends Namespace> = Paths<Strings[N]>;

export type Values = Record<string, string | number>;

/** Finds the words of one namespace. */
export type T<N extends Namespace = 'core'> = (key: Key<N>, values?: Values) => string;
