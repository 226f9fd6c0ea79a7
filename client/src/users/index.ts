// What other features may use of users.
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';

export { progressQuery, userCountsQuery } from './model/queries';
export { ratedOf } from './model/ratedOf';

export const PersonDialog = lazyWithRetry(() => import('./modals/PersonDialog'));
