import { IconLink } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import type { Assignment, Person, User } from '@/api/types';
import type { Feature } from '@/feature/registry';
import { appRoute, page } from '@/feature/routes';
import { loadStrings } from '@/i18n';
import { parseText } from '@/lib/searchParams';
import type { EntityChange } from '@/live/eventEffects';
import type en from './strings/en';

declare module '@/i18n/types' {
  interface Strings {
    assignments: typeof en;
  }
}

declare module '@/live/cacheRules' {
  interface Entities {
    assignments: Assignment;
  }
}

interface Assigned {
  student_id: number;
  teacher_id: number;
  assigned_date?: string;
}

declare module '@/live/events' {
  interface EventPayloads {
    student_assigned: Assigned;
    student_unassigned: Assigned;
  }
}

const ASSIGNMENTS = { en: 'Assignments', pt: 'Atribuições' };

const list = createRoute({
  getParentRoute: () => appRoute,
  path: '/assignments',
  staticData: { title: ASSIGNMENTS, roles: ['admin', 'trainer'] },
  validateSearch: (search: Record<string, unknown>): { q?: string | undefined } => ({ q: parseText(search.q) }),
  loader: () => loadStrings('assignments'),
  component: page(() => import('./AssignmentsPage')),
});

/** A person in an assignment after their account has changed: of trainers perhaps only the name is known. */
function updated<P extends Person | User>(known: P, user: User): P | User {
  if (known.id !== user.id) return known;
  if ('version' in known) return user.version > known.version ? user : known;
  return known.name === user.name ? known : { ...known, name: user.name };
}

function updateUser(user: User): EntityChange[] {
  const rewrite = (assignment: Assignment): Assignment => {
    const student = updated(assignment.student, user) as User;
    const teacher = updated(assignment.teacher, user);
    const isSame = student === assignment.student && teacher === assignment.teacher;
    return isSame ? assignment : { ...assignment, student, teacher };
  };
  return [{ of: 'assignments', rewrite: (item) => rewrite(item as Assignment) }];
}

const isOf = (pair: { student_id: number; teacher_id: number }, { student, teacher }: Assignment) =>
  student.id === pair.student_id && teacher.id === pair.teacher_id;

const remove = (isGone: (assignment: Assignment) => boolean): EntityChange[] => [
  { of: 'assignments', removes: (item) => isGone(item as Assignment) },
];

export default {
  id: 'assignments',
  strings: { en: () => import('./strings/en'), pt: () => import('./strings/pt') },
  routes: [list],
  menu: [
    { to: '/assignments', label: ASSIGNMENTS, icon: IconLink, order: 40, roles: ['admin', 'trainer'], letter: 'a' },
  ],
  events: {
    student_assigned: (pair) => [{ of: 'assignments', added: (item) => isOf(pair, item as Assignment) }],
    student_unassigned: (pair) => remove((assignment) => isOf(pair, assignment)),
    user_created: updateUser,
    user_updated: updateUser,
    user_deleted: ({ user_id }) => remove(({ student, teacher }) => student.id === user_id || teacher.id === user_id),
  },
} satisfies Feature;
