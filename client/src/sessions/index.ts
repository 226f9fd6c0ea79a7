// What other features may use of sessions.

export { daysAfter, instantOf, startOfDay, wallClock } from '@/lib/wallClock';
export { MarkBadge } from './MarkBadge';
export { canJoin, type Phase, phaseOf, useNow } from './phase';
export { sessionCountsQuery, sessionQuery, sessionsQuery } from './queries';
export { SessionRow } from './SessionRow';
export { SessionTime, zoneName } from './SessionTime';
export { StatusBadge } from './StatusBadge';
