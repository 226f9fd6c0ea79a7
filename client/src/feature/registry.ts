import type { TablerIcon } from '@tabler/icons-react';
import type { AnyRoute } from '@tanstack/react-router';
import type { ComponentType, LazyExoticComponent } from 'react';
import type { Role, User } from '@/api/types';
import { hasRole } from '@/auth/authStore';
import { type Label, registerStrings, type StringLoaders } from '@/i18n';
import { type EventEffects, registerEventEffects } from '@/live/eventEffects';
import type { NoticeSource } from './notices';

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

/** A command of the command bar. */
export interface Action extends ForRoles {
  id: string;
  label: Label;
  icon: TablerIcon;
  /** A single key that does the same, except while typing. */
  shortcut?: string;
  /** It opens a dialog: what is typed until that is there is for its first field. */
  opensDialog?: true;
  run: (context: { navigate: (to: string) => void }) => void;
}

export interface SearchHit {
  id: string;
  label: string;
  description?: string;
  /** Where choosing it leads, such as `/users/12`. */
  to: string;
}

/** Something that the command bar searches as the user types. */
export interface Search extends ForRoles {
  id: string;
  label: Label;
  /** Results are shown in ascending order. */
  order: number;
  find: (text: string, signal: AbortSignal) => Promise<SearchHit[]>;
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
  bar?: readonly BarItem[];
  /** What events change in the live cache. */
  events?: EventEffects;
  /** What becomes a notification; loaded with the bell. */
  notices?: () => Promise<{ default: NoticeSource }>;
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

/** Everything that features add to the shell for this user. */
export function featuresFor(user: User) {
  const allowed = <T extends ForRoles>(entries: readonly T[]) => entries.filter(({ roles }) => hasRole(user, roles));
  const all = [...registered.values()];
  return {
    menu: allowed(all.flatMap(({ menu = [] }) => menu)).toSorted(byOrder),
    actions: allowed(all.flatMap(({ actions = [] }) => actions)),
    searches: allowed(all.flatMap(({ searches = [] }) => searches)).toSorted(byOrder),
    bar: allowed(all.flatMap(({ bar = [] }) => bar)).toSorted(byOrder),
  };
}

/** How to load what turns events into notifications, by feature. */
export const noticeLoaders = () =>
  [...registered.values()].flatMap(({ id, notices }) => (notices ? [{ id, load: notices }] : []));
