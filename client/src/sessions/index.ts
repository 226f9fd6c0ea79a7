// What other features may use of sessions.
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';

export { sessionCountsQuery, sessionQuery, sessionsQuery } from './model/queries';
export type { SessionModalName } from './model/search';
export { canJoin, type Phase, phaseOf } from './model/sessionPhase';
export { useSessionChange } from './model/useSessionChange';
export { JoinCard } from './parts/JoinCard';
export { MarkBadge } from './parts/MarkBadge';
export { SessionLocation } from './parts/SessionLocation';
export { SessionRow } from './parts/SessionRow';
export { SessionTime } from './parts/SessionTime';
export { StatusBadge } from './parts/StatusBadge';
export { AbsentCount, ReplyLine } from './replies/ReplyLine';
export { replyOf } from './replies/useReply';

export const SessionDialog = lazyWithRetry(() => import('./page/SessionDialog'));
