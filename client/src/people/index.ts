// What other features may use to show and choose people.
export { Avatar, initialsOf } from './Avatar';
export { PeopleSelect } from './PeopleSelect';
export { PersonLink } from './PersonLink';
export { PersonRow } from './PersonRow';
export { PersonSelect } from './PersonSelect';
export { userQuery, usersQuery } from './queries';
export { sortedByName } from './sortedByName';
export { useColleague } from './useColleague';
export { useOwnFields } from './useOwnFields';
