import type { TablerIcon } from '@tabler/icons-react';
import type { AnyRoute } from '@tanstack/react-router';
import type { ComponentType, LazyExoticComponent } from 'react';
import type { Role, User } from '@/api/types';
import { hasRole } from '@/auth/authStore';
import { type Label, type Language, loadStrings, type Namespace, registerStrings, type StringLoaders } from '@/i18n';
import { type EventEffects, registerEventEffects } from '@/live/eventEffects';
import type { NotificationKinds } from './notificationKinds';

interface ForRoles {
  /** Who it is for; if omitted, everybody. */
  roles?: readonly Role[];
}

/** An entry of the main menu. */
export interface MenuEntry extends ForRoles {
  /** The path of one of the feature's routes. */
  to: string;
  label: Label;
  icon: TablerIcon;
  /** Entries are shown in ascending order. */
  order: number;
  /** Pressing g, then this letter, goes there. */
  letter?: string;
}

/** Other names for a command, which find it as well. */
export type Words = Readonly<Record<Language, readonly string[]>>;

/** What a command may do. */
export interface CommandContext {
  navigate: (to: string) => void;
}

/** A command of the command bar. */
export interface Action extends ForRoles {
  id: string;
  label: Label;
  words?: Words;
  icon: TablerIcon;
  /** A single key that does the same, except while typing. */
  shortcut?: string;
  /** It opens a dialog: what is typed until that is there is for its first field. */
  opensDialog?: true;
  run: (context: CommandContext) => void;
}

/** A command for something that is named after it: "cancel python" offers the sessions that can be cancelled. */
export interface Verb extends ForRoles {
  id: string;
  /** What it does, followed by what it does it to: "Cancel session", "Reset password of". */
  label: Label;
  words?: Words;
  icon: TablerIcon;
  /** What `me` may do it to, the likeliest first. The text is empty until something has been typed after the verb. */
  find: (text: string, signal: AbortSignal, me: User) => Promise<SearchHit[]>;
}

/** Commands that are not needed before the command bar is open. */
export interface FeatureCommands {
  actions?: readonly Action[];
  verbs?: readonly Verb[];
  /** Shown after those of the features themselves. */
  searches?: readonly Search[];
}

export interface SearchHit {
  id: string;
  label: string;
  description?: string;
  /** Where choosing it leads, such as `/users/12`; or what it does. */
  to?: string;
  run?: (context: CommandContext) => void;
}

/** Something that the command bar searches as the user types. */
export interface Search extends ForRoles {
  id: string;
  label: Label;
  icon: TablerIcon;
  /** Results are shown in ascending order. */
  order: number;
  find: (text: string, signal: AbortSignal, me: User) => Promise<SearchHit[]>;
  /** The path of the page with everything that is found for a text. */
  all?: (text: string) => string;
}

/** Something in the bar at the top, such as a bell. */
export interface BarItem extends ForRoles {
  id: string;
  order: number;
  component: LazyExoticComponent<ComponentType>;
}

/** Everything that a feature adds to the client: the default export of its `feature.ts`. */
export interface Feature {
  /** The name of its folder and of its strings. */
  id: string;
  strings?: StringLoaders;
  /** Pages below `appRoute`. */
  routes?: readonly AnyRoute[];
  menu?: readonly MenuEntry[];
  actions?: readonly Action[];
  searches?: readonly Search[];
  /** More commands, loaded when the browser is idle. */
  commands?: () => Promise<{ default: FeatureCommands }>;
  bar?: readonly BarItem[];
  /** What events change in the live cache. */
  events?: EventEffects;
  /** The kinds of notifications that it adds, in words; loaded when notifications are shown. */
  notifications?: () => Promise<{ default: NotificationKinds }>;
}

const registered = new Map<string, Feature>();

/** Makes features known to the shell, the strings and the live cache. Registering one again changes nothing. */
export function registerFeatures(features: readonly Feature[]) {
  for (const feature of features) {
    if (registered.has(feature.id)) continue;
    registered.set(feature.id, feature);
    if (feature.strings) registerStrings(feature.id, feature.strings);
    if (feature.events) registerEventEffects(feature.events);
  }
}

const byOrder = (a: { order: number }, b: { order: number }) => a.order - b.order;

const allowedFor =
  (user: User) =>
  <T extends ForRoles>(entries: readonly T[]) =>
    entries.filter(({ roles }) => hasRole(user, roles));

/** Everything that features add to the shell for this user. */
export function featuresFor(user: User) {
  const allowed = allowedFor(user);
  const all = [...registered.values()];
  return {
    menu: allowed(all.flatMap(({ menu = [] }) => menu)).toSorted(byOrder),
    actions: allowed(all.flatMap(({ actions = [] }) => actions)),
    searches: allowed(all.flatMap(({ searches = [] }) => searches)).toSorted(byOrder),
    bar: allowed(all.flatMap(({ bar = [] }) => bar)).toSorted(byOrder),
  };
}

/** Loads the commands that are not part of the first load: those for this user. */
export async function loadCommands(user: User): Promise<Required<FeatureCommands>> {
  const loaded = await Promise.all([...registered.values()].flatMap(({ commands }) => commands?.() ?? []));
  const allowed = allowedFor(user);
  return {
    actions: allowed(loaded.flatMap(({ default: { actions = [] } }) => actions)),
    verbs: allowed(loaded.flatMap(({ default: { verbs = [] } }) => verbs)),
    searches: allowed(loaded.flatMap(({ default: { searches = [] } }) => searches)).toSorted(byOrder),
  };
}

/** The kinds of notifications of all features, in words. Their strings are loaded as well. */
export async function loadNotificationKinds(): Promise<NotificationKinds> {
  const loaded = [...registered.values()].map(async ({ id, notifications }) => {
    const [module] = await Promise.all([notifications?.(), notifications && loadStrings(id as Namespace)]);
    return module?.default ?? {};
  });
  return Object.assign({}, ...(await Promise.all(loaded)));
}
