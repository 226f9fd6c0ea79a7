// What other features may use of assignments.
export { AssignTrainerModal } from './lazyModals';
export { assignmentsQuery, unassignedQuery } from './queries';
export { useAssignmentActions, usePendingAssignments } from './useAssignmentActions';
