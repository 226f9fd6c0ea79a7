import type { NotificationKinds } from '@/feature/notificationKinds';
import people from './people';
import sessions from './sessions';

/** The product's own kinds, in the order of the preferences. */
export default { ...sessions, ...people } satisfies NotificationKinds;
