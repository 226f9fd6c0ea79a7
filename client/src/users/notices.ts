import { IconKey, IconShieldExclamation, IconUserPlus } from '@tabler/icons-react';
import type { NoticeContent, NoticeSource } from '@/feature/notices';
import { text } from '@/i18n';

/** Notifies admins of new accounts and password resets, and an account's owner and admins of guessed passwords. */
export default {
  initial: null,
  noticeOf(event, { role }): NoticeContent | null {
    if (event.type === 'sign_in_warning') {
      const { user_id, failures } = event.data;
      return { kind: 'guessed', group: `guessed:${user_id}`, personId: user_id, details: { failures } };
    }
    if (role !== 'admin') return null;
    if (event.type === 'user_created') {
      const { id, name, role } = event.data;
      return { kind: 'created', group: 'created', personId: id, name, details: { role } };
    }
    if (event.type !== 'password_reset') return null;
    return { kind: 'reset', group: `reset:${event.data.user_id}`, personId: event.data.user_id };
  },
  icons: { created: IconUserPlus, reset: IconKey, guessed: IconShieldExclamation },
  textOf({ kind, count, details, personId }, reader, person) {
    if (kind === 'guessed') {
      const failures = Number(details?.failures);
      return personId === reader.id
        ? text('users', 'notice.own_guessed', { failures })
        : text('users', 'notice.guessed', { person, failures });
    }
    if (kind === 'reset') return text('users', 'notice.reset', { person });
    if (count > 1) return text('users', 'notice.several_created', { count });
    const role = text('core', `role.${details?.role as 'trainee'}`);
    return text('users', 'notice.created', { person, role });
  },
  pathOf({ kind, count, personId }, reader) {
    if (kind === 'guessed' && personId === reader.id) return '/account';
    return kind === 'created' && count > 1 ? '/users' : `/users/${personId}`;
  },
} satisfies NoticeSource<null>;
