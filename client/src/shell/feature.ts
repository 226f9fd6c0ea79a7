import type { TablerIcon } from '@tabler/icons-react';
import type { LinkProps } from '@tanstack/react-router';
import type { ComponentType, LazyExoticComponent } from 'react';
import type { Role, User } from '@/api/types';
import { hasRole } from '@/auth/authStore';
import { type Key, type Namespace, text } from '@/i18n';

/** Words by namespace and key, to be looked up when they are shown. */
export type Label = { [N in Namespace]: readonly [N, Key<N>] }[Namespace];

export const textOf = ([namespace, key]: Label) => text(namespace, key as Key<'core'> & Key<typeof namespace>);

interface ForRoles {
  /** Left out: for everybody. */
  roles?: readonly Role[];
}

/** A line of the main menu. Labels stand in `core.nav`, so that the menu needs no feature's words. */
export interface MenuEntry extends ForRoles {
  to: NonNullable<LinkProps['to']>;
  label: Label;
  icon: TablerIcon;
  /** Small numbers stand higher. */
  order: number;
  /** Pressing g, then this letter, goes there. */
  letter?: string;
}

/** A command of the palette. */
export interface Action extends ForRoles {
  id: string;
  label: Label;
  icon: TablerIcon;
  /** A single key that does the same wherever nothing is being typed. */
  shortcut?: string;
  run: (context: { navigate: (to: string) => void }) => void;
}

export interface Hit {
  id: string;
  label: string;
  description?: string;
  /** Where choosing it goes, such as `/users/12`. */
  to: string;
}

/** Something the palette can search, as the person types. */
export interface Search extends ForRoles {
  id: string;
  label: Label;
  find: (text: string, signal: AbortSignal) => Promise<Hit[]>;
}

/** Something in the bar at the top, such as a bell. */
export interface BarItem extends ForRoles {
  id: string;
  order: number;
  component: LazyExoticComponent<ComponentType>;
}

/** What a feature adds to the shell: the default export of its `extension.ts`. */
export interface Extension {
  menu?: readonly MenuEntry[];
  actions?: readonly Action[];
  searches?: readonly Search[];
  bar?: readonly BarItem[];
}

const found = import.meta.glob<Extension>('../*/extension.ts', { eager: true, import: 'default' });
const extensions = Object.values(found);

const byOrder = (a: { order: number }, b: { order: number }) => a.order - b.order;

/** Everything that features add for this person. */
export function extensionsFor(user: User) {
  const mine = <T extends ForRoles>(all: readonly T[]) => all.filter(({ roles }) => hasRole(user, roles));
  return {
    menu: mine(extensions.flatMap(({ menu }) => menu ?? [])).toSorted(byOrder),
    actions: mine(extensions.flatMap(({ actions }) => actions ?? [])),
    searches: mine(extensions.flatMap(({ searches }) => searches ?? [])),
    bar: mine(extensions.flatMap(({ bar }) => bar ?? [])).toSorted(byOrder),
  };
}
