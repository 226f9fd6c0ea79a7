import { api } from '@/api/client';
import { liveDerived } from '@/live/queries';
import type { Period } from './period';

/** Statistics for a period: of all sessions for admins, of the sessions they lead for trainers. */
export const overviewQuery = ({ from, to, time_zone }: Pick<Period, 'from' | 'to' | 'time_zone'>) => {
  const query = { from, to, time_zone };
  return liveDerived(['analytics', 'overview', query], ['sessions', 'users'], (signal) =>
    api.GET('/analytics/overview', { params: { query }, signal }),
  );
};
