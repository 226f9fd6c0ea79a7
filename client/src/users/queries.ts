import { api } from '@/api/client';
import { liveItem } from '@/live/queries';

/** Oneself: everybody may read that, whatever their role. */
export const meQuery = (id: number) => liveItem('users', id, (signal) => api.GET('/auth/me', { signal }));
