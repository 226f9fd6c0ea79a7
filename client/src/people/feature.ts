import type { User } from '@/api/types';
import type { Feature } from '@/feature/registry';
import type { EntityChange } from '@/live/eventEffects';
import type en from './strings/en';

declare module '@/i18n/types' {
  interface Strings {
    people: typeof en;
  }
}

declare module '@/live/cacheRules' {
  interface Entities {
    users: User;
  }
}

declare module '@/live/events' {
  interface EventPayloads {
    user_created: User;
    user_updated: User;
    user_deleted: { user_id: number };
  }
}

const upsert = (user: User): EntityChange[] => [{ of: 'users', upsert: user }];

export default {
  id: 'people',
  strings: { en: () => import('./strings/en'), pt: () => import('./strings/pt') },
  events: {
    user_created: upsert,
    user_updated: upsert,
    user_deleted: ({ user_id }) => [{ of: 'users', removes: ({ id }) => id === user_id }],
  },
} satisfies Feature;
