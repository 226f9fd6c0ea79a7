import type analytics from '@/analytics/strings/en';
import type assignments from '@/assignments/strings/en';
import type dashboard from '@/dashboard/strings/en';
import type notifications from '@/notifications/strings/en';
import type sessions from '@/sessions/strings/en';
import type users from '@/users/strings/en';
import type core from './en/core';

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

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'core';
    resources: Strings;
  }
}
