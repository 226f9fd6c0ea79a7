import type { Person, User } from '@/api/types';
import type { ComboOption } from '@/ui/Combo';

/** A person as an option: the name, and the username that tells namesakes apart. */
export const optionOf = (person: Person | User): ComboOption => ({
  value: String(person.id),
  label: person.name,
  detail: 'username' in person ? person.username : undefined,
});
