// What other features may use of sessions.
export { canJoin, type Phase, phaseOf, useNow } from './phase';
export { sessionCountsQuery, sessionQuery, sessionsQuery } from './queries';
export { SessionTime, zoneName } from './SessionTime';
export { StatusBadge } from './StatusBadge';
export { daysAfter, instantOf, startOfDay, wallClock } from './wallClock';
