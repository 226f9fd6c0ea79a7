// What other features may use of sessions.
export { sessionCountsQuery, sessionQuery, sessionsQuery } from './queries';
