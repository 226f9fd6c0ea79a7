// What other features may use of people.
export { PeopleSelect } from './PeopleSelect';
export { PersonSelect } from './PersonSelect';
export { userCountsQuery, userQuery, usersQuery } from './queries';
