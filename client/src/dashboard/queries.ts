import { api } from '@/api/client';
import { liveDerived } from '@/live/queries';

/** What needs attention: of everything for admins, of their own sessions for trainers. */
export const attentionQuery = () =>
  liveDerived(['analytics', 'attention'], ['users', 'sessions', 'assignments', 'passwords'], (signal) =>
    api.GET('/analytics/attention', { signal }),
  );
