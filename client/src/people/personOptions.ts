import type { Person, User } from '@/api/types';
import type { ComboboxOption } from '@/ui/fields/Combobox';

/** A person as an option: the name, and the username that tells namesakes apart. */
export const toPersonOption = (person: Person | User): ComboboxOption => ({
  value: String(person.id),
  label: person.name,
  detail: 'username' in person ? person.username : undefined,
});
