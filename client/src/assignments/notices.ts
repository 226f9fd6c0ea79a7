import { IconUserPlus, IconUsersGroup } from '@tabler/icons-react';
import type { NoticeSource } from '@/feature/notices';
import { text } from '@/i18n';

/** Notifies trainers and trainees when they are assigned to each other, and when that ends. */
export default {
  initial: null,
  noticeOf(event, reader) {
    if (reader.role === 'admin') return null;
    if (event.type !== 'student_assigned' && event.type !== 'student_unassigned') return null;
    const { student_id, teacher_id } = event.data;
    const personId = reader.id === student_id ? teacher_id : student_id;
    const kind = event.type === 'student_assigned' ? 'assigned' : 'unassigned';
    return { kind, group: `assignment:${personId}`, personId };
  },
  icons: { assigned: IconUserPlus, unassigned: IconUsersGroup },
  textOf({ kind }, { role }, person) {
    const to = role === 'trainee' ? 'trainee' : 'trainer';
    return text('assignments', `notice.${kind as 'assigned' | 'unassigned'}.${to}`, { person });
  },
  pathOf: ({ personId }, { role }) => (role === 'trainee' ? '/' : `/users/${personId}`),
} satisfies NoticeSource<null>;
