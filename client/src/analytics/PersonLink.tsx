import type { Person } from '@/api/types';
import { DELETED_NAME } from '@/live/eventEffects';
import { AnchorLink } from '@/ui/layout/links';

/** A person's name, leading to their page. Who has been deleted has none. */
export function PersonLink({ person }: { person: Person }) {
  if (person.name === DELETED_NAME) return <span>{person.name}</span>;
  return (
    <AnchorLink to="/users/$userId" params={{ userId: String(person.id) }} search={{ dialog: undefined }} inherit>
      {person.name}
    </AnchorLink>
  );
}
