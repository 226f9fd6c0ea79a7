import { api, dataOf } from '@/api/client';
import type { User } from '@/api/types';
import type { SearchHit } from '@/feature/registry';
import { text } from '@/i18n';

/** The server finds any part of a name; the command bar wants what begins with what was typed, wherever that comes. */
const MAX_READ = 40;

/** For the command bar: people by part of their name, username or e-mail address. */
export const searchPeople = async (q: string, signal: AbortSignal) => (await findPeople(q, signal)).map(hitOf);

export const findPeople = (q: string, signal: AbortSignal): Promise<User[]> =>
  dataOf(
    api.GET('/users/', {
      params: { query: { ...(q && { q }), order: 'name', limit: MAX_READ, count: false } },
      signal,
    }),
  );

export const hitOf = ({ id, name, email, role }: User): SearchHit => ({
  id: String(id),
  label: name,
  description: `${text('core', `role.${role}`)} · ${email}`,
  to: `/users/${id}`,
});
