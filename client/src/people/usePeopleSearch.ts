import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Person, Role, User } from '@/api/types';
import { useTranslation } from '@/i18n';
import { TYPING_PAUSE_MS } from '@/lib/text';
import type { ComboboxOption } from '@/ui/fields/Combobox';
import { usersQuery } from './queries';

/** More are found by typing on; nobody reads a longer list. */
const MAX_RESULTS = 25;

/** The people of a role that fit to what is being typed; asks the server once the typing pauses. */
export function usePeopleSearch(role: Role, typed: string, isWanted: boolean) {
  const { t } = useTranslation('people');
  const text = typed.trim();
  const [q] = useDebouncedValue(text, TYPING_PAUSE_MS);
  const search = useQuery({
    ...usersQuery({ role, q: q || undefined, limit: MAX_RESULTS }),
    enabled: isWanted,
    placeholderData: keepPreviousData,
  });
  const isCurrent = q === text && search.isSuccess && !search.isPlaceholderData;
  return {
    found: search.data?.items ?? [],
    /** What is found belongs to what is typed, and not to what was typed a moment ago. */
    isCurrent,
    /** What to say where nobody is shown. */
    nobody: search.isError ? t('select.failed') : isCurrent ? t('select.no_match') : t('select.searching'),
  };
}

/** A person as an option: the name, and the username that tells namesakes apart. */
export const toPersonOption = (person: Person | User): ComboboxOption => ({
  value: String(person.id),
  label: person.name,
  detail: 'username' in person ? person.username : undefined,
});
