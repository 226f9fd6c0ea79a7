// What other features may use of sessions.
export { sessionCountsQuery, sessionQuery, sessionsQuery } from './model/queries';
export { canJoin, type Phase, phaseOf } from './model/sessionPhase';
export { JoinCard } from './parts/JoinCard';
export { MarkBadge } from './parts/MarkBadge';
export { SessionRow } from './parts/SessionRow';
export { SessionTime } from './parts/SessionTime';
export { StatusBadge } from './parts/StatusBadge';
