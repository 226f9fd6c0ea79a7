// What other features may use of people.
export { userCountsQuery, userQuery, usersQuery } from './queries';
