import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Person, Role, User } from '@/api/types';
import { useTranslation } from '@/i18n';
import { TYPING_PAUSE_MS } from '@/lib/text';
import type { ComboboxOption } from '@/ui/fields/Combobox';
import { usersQuery } from './queries';

/** Typing more finds others; nobody reads a longer list. */
const MAX_RESULTS = 25;

/** People, with a role or with any, who match what is being typed; asks the server when typing pauses. */
export function usePeopleSearch(role: Role | undefined, typed: string, isWanted: boolean) {
  const { t } = useTranslation('people');
  const text = typed.trim();
  const [q] = useDebouncedValue(text, TYPING_PAUSE_MS);
  const search = useQuery({
    ...usersQuery({ role, q: q || undefined, deactivated: false, order: 'name', limit: MAX_RESULTS }),
    enabled: isWanted,
    placeholderData: keepPreviousData,
  });
  const isCurrent = q === text && search.isSuccess && !search.isPlaceholderData;
  return {
    found: search.data?.items ?? [],
    /** Whether the results are for the current text, not for what was typed a moment ago. */
    isCurrent,
    /** The message if nobody is shown. */
    nobody: search.isError ? t('select.failed') : isCurrent ? t('select.no_match') : t('select.searching'),
  };
}

/** A person as an option: the name, and the username, which distinguishes people with the same name. */
export const toPersonOption = (person: Person | User): ComboboxOption => ({
  value: String(person.id),
  label: person.name,
  detail: 'username' in person ? person.username : undefined,
});
