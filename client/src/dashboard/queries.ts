import { api } from '@/api/client';
import { liveDerived } from '@/live/queries';

/** What needs attention: of everything for admins, of their own sessions for trainers. */
export const attentionQuery = () =>
  liveDerived(['analytics', 'attention'], ['users', 'sessions', 'assignments', 'passwords'], (signal) =>
    api.GET('/analytics/attention', { signal }),
  );

/** How far a trainee has come. */
export const progressQuery = (traineeId: number) =>
  liveDerived(['progress', traineeId], ['sessions'], (signal) =>
    api.GET('/progress/trainees/{trainee_id}', { params: { path: { trainee_id: traineeId } }, signal }),
  );
