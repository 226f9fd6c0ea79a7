import { text } from './i18nStore';

/** The server's name for a person whose account has been deleted. */
export const DELETED_NAME = 'Deleted user';

export const isDeleted = ({ name }: { name: string }) => name === DELETED_NAME;

/** A person's name as it is shown: in the user's language if the account has been deleted. */
export const personName = (person: { name: string }) =>
  isDeleted(person) ? text('core', 'deleted_user') : person.name;
