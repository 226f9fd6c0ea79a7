// What other features may use of assignments.
export { assignmentsQuery } from './queries';
