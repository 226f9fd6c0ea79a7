import { Select } from '@mantine/core';
import './picking.css';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import type { Person, Role } from '@/api/types';
import { useTranslation } from '@/i18n';
import { optionOf, type Pickable, renderPickable, withoutRepeats } from './pickable';
import { userQuery } from './queries';
import { usePeopleSearch } from './usePeopleSearch';

interface Props {
  role: Role;
  value: number | null;
  onChange: (id: number | null) => void;
  label: string;
  error?: ReactNode;
  description?: ReactNode;
  placeholder?: string;
  clearable?: boolean;
  required?: boolean;
  disabled?: boolean;
  /** The person of `value` where the caller knows the name; otherwise it is asked for. */
  known?: Person | undefined;
  className?: string | undefined;
}

/** One person of a role, searched on the server as one types; the name of the chosen one stays. */
export function PersonSelect({ role, value, onChange, known, label, ...props }: Props) {
  const { t } = useTranslation('users');
  const [typed, setTyped] = useState('');
  const [isOpen, setOpen] = useState(false);
  // What was chosen here is known by name without asking.
  const [picked, setPicked] = useState<Pickable | null>(null);
  const given = [known && optionOf(known), picked].find((option) => option?.value === String(value));
  const asked = useQuery({ ...userQuery(value ?? 0), enabled: value !== null && !given });
  const chosen = given ?? (value !== null && asked.data ? optionOf(asked.data) : null);
  const { found, isCurrent, nobody } = usePeopleSearch(role, typed === chosen?.label ? '' : typed, isOpen);
  const options = found.map(optionOf);

  const choose = (option: Pickable | null) => {
    setPicked(option);
    onChange(option && Number(option.value));
    setOpen(false);
  };
  // Enter after typing takes the first that fits; nobody has to press an arrow for it.
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape') setOpen(false);
    if (event.key !== 'Enter' || !isOpen || event.currentTarget.getAttribute('aria-activedescendant')) return;
    if (typed === chosen?.label) return;
    event.preventDefault();
    if (isCurrent && options[0]) choose(options[0]);
  };
  return (
    <Select
      {...props}
      label={label}
      searchable
      allowDeselect={false}
      value={value === null ? null : String(value)}
      data={withoutRepeats([...options, ...(chosen ? [chosen] : [])])}
      filter={({ options: all }) =>
        all.filter((each) => 'value' in each && options.some((o) => o.value === each.value))
      }
      renderOption={renderPickable}
      onChange={(id) => choose(options.find((option) => option.value === id) ?? null)}
      onSearchChange={setTyped}
      dropdownOpened={isOpen}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      onFocus={({ currentTarget }) => currentTarget.select()}
      onKeyDown={onKeyDown}
      nothingFoundMessage={nobody}
      clearButtonProps={{ 'aria-label': t('pick.clear', { field: label }) }}
    />
  );
}
