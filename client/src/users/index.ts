// What other features may use of users.
export { progressQuery, userCountsQuery } from './model/queries';
export { ratedOf } from './model/ratedOf';
