import type { Person } from '@/api/types';
import { AnchorLink } from '@/ui/layout/links';

/** What the server calls somebody whose account has been deleted. */
export const DELETED_NAME = 'Deleted user';

/** A person's name, linked to their page unless they have been deleted. */
export function PersonLink({ person }: { person: Person }) {
  if (person.name === DELETED_NAME) return <span>{person.name}</span>;
  return (
    <AnchorLink to="/users/$userId" params={{ userId: String(person.id) }} search={{ dialog: undefined }} inherit>
      {person.name}
    </AnchorLink>
  );
}
