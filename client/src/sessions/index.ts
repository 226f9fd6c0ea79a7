// What other features may use of sessions.

export { daysAfter, instantOf, startOfDay, wallClock } from '@/lib/wallClock';
export { sessionCountsQuery, sessionQuery, sessionsQuery } from './model/queries';
export { canJoin, type Phase, phaseOf, useNow } from './model/sessionPhase';
export { MarkBadge } from './parts/MarkBadge';
export { SessionRow } from './parts/SessionRow';
export { SessionTime, zoneName } from './parts/SessionTime';
export { StatusBadge } from './parts/StatusBadge';
