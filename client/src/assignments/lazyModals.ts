import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';

/** The modal that assigns trainers to a trainee, or trainees to a trainer. */
export const AssignTrainerModal = lazyWithRetry(() => import('./AssignTrainerModal'));
