import { MultiSelect, Pill } from '@mantine/core';
import './picking.css';
import { useQueries } from '@tanstack/react-query';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import type { Person, Role } from '@/api/types';
import { useTranslation } from '@/i18n';
import { optionOf, type Pickable, renderPickable, withoutRepeats } from './pickable';
import { userQuery } from './queries';
import { usePeopleSearch } from './usePeopleSearch';

interface Props {
  role: Role;
  value: readonly number[];
  onChange: (ids: number[]) => void;
  label: string;
  error?: ReactNode;
  description?: ReactNode;
  placeholder?: string;
  disabled?: boolean;
  /** People of `value` whose names the caller knows; the others are asked for. */
  known?: readonly Person[] | undefined;
  /** Not offered, such as those who are in already. */
  besides?: readonly number[];
}

const NOBODY: readonly never[] = [];

/** Several people of a role, searched on the server as one types. The left arrow goes to those who are chosen. */
export function PeopleSelect({ role, value, onChange, known = NOBODY, besides = NOBODY, label, ...props }: Props) {
  const { t } = useTranslation('users');
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [picked, setPicked] = useState<readonly Pickable[]>([]);
  const given = [...known.map(optionOf), ...picked];
  const unnamed = value.filter((id) => !given.some((option) => option.value === String(id)));
  const asked = useQueries({ queries: unnamed.map((id) => userQuery(id)) });
  const named = asked.flatMap(({ data }) => (data ? [optionOf(data)] : []));
  const { found, isCurrent, nobody } = usePeopleSearch(role, typed, isOpen);
  const isOffered = (id: number) => !besides.includes(id);
  const options = found.filter(({ id }) => isOffered(id)).map(optionOf);
  const chosen = value.map(String);

  const become = (ids: readonly string[]) => {
    setPicked(withoutRepeats([...options, ...picked]));
    onChange(ids.map(Number));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const { currentTarget: input, key } = event;
    if (key === 'ArrowLeft' && input.selectionStart === 0) lastOf(removers(input))?.focus();
    if (key !== 'Enter' || !isOpen || !typed || input.getAttribute('aria-activedescendant')) return;
    event.preventDefault();
    const first = options.find((option) => !chosen.includes(option.value));
    if (!isCurrent || !first) return;
    become([...chosen, first.value]);
    setTyped('');
  };
  return (
    <MultiSelect
      {...props}
      ref={field}
      label={label}
      searchable
      hidePickedOptions
      value={chosen}
      data={withoutRepeats([...options, ...given, ...named])}
      filter={({ options: all }) =>
        all.filter((each) => 'value' in each && options.some((o) => o.value === each.value))
      }
      renderOption={renderPickable}
      renderPill={({ option, value: id, onRemove, disabled }) => (
        <Pill
          withRemoveButton={!disabled}
          onRemove={() => {
            onRemove?.();
            field.current?.focus();
          }}
          removeButtonProps={{
            'aria-hidden': false,
            'aria-label': t('pick.remove', { name: option?.label ?? '' }),
            onKeyDown: moveAmongPills,
          }}
        >
          {option?.label ?? t('pick.number', { id: String(id) })}
        </Pill>
      )}
      onChange={become}
      searchValue={typed}
      onSearchChange={setTyped}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      onKeyDown={onKeyDown}
      nothingFoundMessage={nobody}
    />
  );
}

const lastOf = <T,>(all: readonly T[]) => all.at(-1);

const removers = (within: Element) => [
  ...(within.closest('.mantine-MultiSelect-pillsList')?.querySelectorAll<HTMLElement>('.mantine-Pill-remove') ?? []),
];

function moveAmongPills(event: KeyboardEvent<HTMLButtonElement>) {
  const moves: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };
  const by = moves[event.key];
  if (by !== undefined) {
    const all = removers(event.currentTarget);
    const next = all[all.indexOf(event.currentTarget) + by];
    const field = event.currentTarget.closest('.mantine-MultiSelect-pillsList')?.querySelector('input');
    if (by > 0 || next) (next ?? field)?.focus();
  }
  if (event.key === 'Backspace' || event.key === 'Delete') event.currentTarget.click();
  else if (by === undefined) return;
  event.preventDefault();
  event.stopPropagation();
}
