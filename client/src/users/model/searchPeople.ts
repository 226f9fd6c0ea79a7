import { api, dataOf } from '@/api/client';
import { text } from '@/i18n';

const MAX_RESULTS = 6;

/** For the command bar: people by part of their name, username or e-mail address. */
export async function searchPeople(q: string, signal: AbortSignal) {
  const users = await dataOf(
    api.GET('/users/', { params: { query: { q, limit: MAX_RESULTS, count: false } }, signal }),
  );
  return users.map(({ id, name, email, role }) => ({
    id: String(id),
    label: name,
    description: `${text('core', `role.${role}`)} · ${email}`,
    to: `/users/${id}`,
  }));
}
