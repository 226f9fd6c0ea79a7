import { Pill, PillsInput } from '@mantine/core';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/PillsInput.layer.css';
import '@mantine/core/styles/Pill.layer.css';
import { useQueries } from '@tanstack/react-query';
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import type { Person, Role } from '@/api/types';
import { useTranslation } from '@/i18n';
import { ComboboxList, type ComboboxOption, useCombobox } from '@/ui/fields/Combobox';
import classes from './PeopleSelect.module.css';
import { userQuery } from './queries';
import { sortedByName } from './sortedByName';
import { toPersonOption, usePeopleSearch } from './usePeopleSearch';

interface Props {
  role: Role;
  value: readonly number[];
  onChange: (ids: number[]) => void;
  label: string;
  error?: ReactNode;
  description?: ReactNode;
  placeholder?: string;
  disabled?: boolean;
  /** People in `value` whose names the caller knows; the others are fetched. */
  known?: readonly Person[] | undefined;
  /** Not offered, such as those already added. */
  excluded?: readonly number[];
  /** Offered before all others. */
  preferred?: readonly Person[] | undefined;
}

const NOBODY: readonly never[] = [];

/** Selects several people with a role, searching the server while typing. The left arrow moves to the selected ones. */
export function PeopleSelect({
  role,
  value,
  onChange,
  known = NOBODY,
  excluded = NOBODY,
  preferred = NOBODY,
  label,
  placeholder,
  disabled = false,
  ...props
}: Props) {
  const { t } = useTranslation('people');
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [picked, setPicked] = useState<readonly ComboboxOption[]>([]);
  const names = useNames(value, [...known.map(toPersonOption), ...picked]);
  const { found, isCurrent, nobody } = usePeopleSearch(role, typed, isOpen);
  const isTaken = ({ id }: { id: number }) => value.includes(id) || excluded.includes(id);
  const offered = preferredFirst(typed ? [] : preferred, preferred, found).filter((each) => !isTaken(each));

  const choose = (option: ComboboxOption) => {
    setPicked([...picked, option]);
    onChange([...value, Number(option.value)]);
    // It covers what comes next.
    setOpen(false);
    setTyped('');
  };
  const remove = (gone: number) => {
    onChange(value.filter((each) => each !== gone));
    field.current?.focus();
  };
  const combo = useCombobox({
    options: offered.map(toPersonOption),
    isOpen,
    setOpen,
    isCurrent,
    onChoose: choose,
    isFirstActive: typed !== '',
  });
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const last = value.at(-1);
    if (event.key === 'Backspace' && !typed && last !== undefined) remove(last);
    else if (event.key === 'ArrowLeft' && event.currentTarget.selectionStart === 0)
      removers(field.current).at(-1)?.focus();
    else combo.field.onKeyDown(event);
  };
  return (
    <ComboboxList combo={combo} label={label} nothing={nobody}>
      <PillsInput
        classNames={{ input: classes.input ?? '' }}
        {...props}
        id={id}
        label={label}
        disabled={disabled}
        onClick={() => field.current?.focus()}
      >
        <Pill.Group disabled={disabled} className={classes.pills ?? ''}>
          {value.map((each) => (
            <Pill
              key={each}
              withRemoveButton={!disabled}
              classNames={{ remove: classes.remove ?? '' }}
              onRemove={() => remove(each)}
              removeButtonProps={{
                'aria-hidden': false,
                'aria-label': t('select.remove', { name: names.get(each) ?? String(each) }),
                onKeyDown: moveAmongPills,
              }}
            >
              {names.get(each) ?? t('select.unknown', { id: each })}
            </Pill>
          ))}
          <PillsInput.Field
            {...combo.field}
            ref={field}
            id={id}
            className={classes.field ?? ''}
            disabled={disabled}
            placeholder={value.length === 0 ? placeholder : undefined}
            value={typed}
            onChange={({ currentTarget }) => {
              setTyped(currentTarget.value);
              setOpen(true);
            }}
            onKeyDown={onKeyDown}
            onBlur={() => {
              setOpen(false);
              setTyped('');
            }}
          />
        </Pill.Group>
      </PillsInput>
    </ComboboxList>
  );
}

/** The people found, those who are preferred before the others; `shown` stand there whether or not they were found. */
function preferredFirst(shown: readonly Person[], preferred: readonly Person[], found: readonly Person[]): Person[] {
  const ids = new Set(preferred.map(({ id }) => id));
  const all = [
    ...sortedByName(shown),
    ...found.filter(({ id }) => ids.has(id)),
    ...found.filter(({ id }) => !ids.has(id)),
  ];
  // What was found says more, such as the username.
  const known = new Map(found.map((person) => [person.id, person]));
  return [...new Set(all.map(({ id }) => id))].flatMap(
    (id) => known.get(id) ?? all.find((each) => each.id === id) ?? [],
  );
}

/** The names of the selected people; unknown ones are fetched. */
function useNames(ids: readonly number[], options: readonly ComboboxOption[]): Map<number, string> {
  const given = new Map(options.map(({ value, label }) => [Number(value), label]));
  const asked = useQueries({ queries: ids.filter((id) => !given.has(id)).map((id) => userQuery(id)) });
  for (const { data } of asked) if (data) given.set(data.id, data.name);
  return given;
}

const removers = (field: Element | null) => [
  ...(field?.closest(`.${classes.pills}`)?.querySelectorAll<HTMLElement>(`.${classes.remove}`) ?? []),
];

/** The pills and the field are a single tab stop: arrow keys move between them. */
function moveAmongPills(event: KeyboardEvent<HTMLButtonElement>) {
  const { currentTarget: pill, key } = event;
  const all = removers(pill);
  const at = all.indexOf(pill);
  const field = pill.closest(`.${classes.pills}`)?.querySelector('input');
  if (key === 'ArrowLeft') all[at - 1]?.focus();
  else if (key === 'ArrowRight') (all[at + 1] ?? field)?.focus();
  else if (key === 'Backspace' || key === 'Delete') pill.click();
  else return;
  event.preventDefault();
}
