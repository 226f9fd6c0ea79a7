import { IconKey, IconUserPlus } from '@tabler/icons-react';
import type { NoticeSource } from '@/feature/notices';
import { text } from '@/i18n';

/** Notifies admins of new accounts and password resets. */
export default {
  initial: null,
  noticeOf(event, { role }) {
    if (role !== 'admin') return null;
    if (event.type === 'user_created') {
      const { id, name, role } = event.data;
      return { kind: 'created', group: 'created', personId: id, name, details: { role } };
    }
    if (event.type !== 'password_reset') return null;
    return { kind: 'reset', group: `reset:${event.data.user_id}`, personId: event.data.user_id };
  },
  icons: { created: IconUserPlus, reset: IconKey },
  textOf({ kind, count, details }, _reader, person) {
    if (kind === 'reset') return text('users', 'notice.reset', { person });
    if (count > 1) return text('users', 'notice.several_created', { count });
    const role = text('core', `role.${details?.role as 'trainee'}`);
    return text('users', 'notice.created', { person, role });
  },
  pathOf: ({ kind, count, personId }) => (kind === 'created' && count > 1 ? '/users' : `/users/${personId}`),
} satisfies NoticeSource<null>;
