// What other features may use of assignments.
export { assignmentsQuery, unassignedQuery } from './queries';
export { useCare, usePendingCare } from './useCare';
