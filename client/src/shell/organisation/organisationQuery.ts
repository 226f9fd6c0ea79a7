import { api } from '@/api/client';
import type { Organisation } from '@/api/types';
import { liveItem } from '@/live/queries';
import { asItem, ID } from './organisationItem';

/** The same for a response. */
export const itemIn = async (call: Promise<{ data?: Organisation; response: Response }>) => {
  const { data, response } = await call;
  return { ...(data && { data: asItem(data) }), response };
};

/** The organisation's settings, as the user may see them. */
export const organisationQuery = () =>
  liveItem('organisation', ID, (signal) => itemIn(api.GET('/organisation', { signal })));
