import type { Person } from '@/api/types';
import { DELETED_NAME } from '@/live/events';
import { AnchorLink } from '@/ui/layout/links';

/** A person's name, linked to their page unless they have been deleted. */
export function PersonLink({ person }: { person: Person }) {
  if (person.name === DELETED_NAME) return <span>{person.name}</span>;
  return (
    <AnchorLink to="/users/$userId" params={{ userId: String(person.id) }} search={{ dialog: undefined }} inherit>
      {person.name}
    </AnchorLink>
  );
}
