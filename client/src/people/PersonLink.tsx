import type { Person } from '@/api/types';
import { isDeleted, personName } from '@/i18n/personName';
import { AnchorLink } from '@/ui/layout/links';

/** A person's name, linked to their page unless they have been deleted. */
export function PersonLink({ person }: { person: Person }) {
  if (isDeleted(person)) return <span>{personName(person)}</span>;
  return (
    <AnchorLink to="/users/$userId" params={{ userId: String(person.id) }} search={{ dialog: undefined }} inherit>
      {person.name}
    </AnchorLink>
  );
}
