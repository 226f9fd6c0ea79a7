import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';

// What other features may use of people.
export { PeopleSelect } from './PeopleSelect';
export { PersonMark } from './PersonMark';
export { PersonSelect } from './PersonSelect';
export { userCountsQuery, userQuery, usersQuery } from './queries';
/** The dialog in which a trainee gets trainers, or a trainer trainees. */
export const AssignModal = lazyWithRetry(() => import('./AssignModal'));
