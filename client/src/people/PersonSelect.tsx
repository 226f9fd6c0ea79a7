import { CloseButton, TextInput } from '@mantine/core';
import { IconSelector } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Person, Role } from '@/api/types';
import { useTranslation } from '@/i18n';
import { ComboboxList, type ComboboxOption, useCombobox } from '@/ui/fields/Combobox';
import { userQuery } from './queries';
import { toPersonOption, usePeopleSearch } from './usePeopleSearch';

interface Props {
  /** Only people with this role can be chosen; if omitted, everybody. */
  role?: Role;
  value: number | null;
  onChange: (id: number | null) => void;
  label: string;
  error?: ReactNode;
  description?: ReactNode;
  placeholder?: string;
  clearable?: boolean;
  required?: boolean;
  disabled?: boolean;
  /** The person in `value`, if the caller knows the name; otherwise it is fetched. */
  known?: Person | undefined;
  className?: string;
}

/**
 * Selects one person, searching the server while typing; the selected name stays in the field. A form with a
 * name in it that was typed and not chosen is not submitted.
 */
export function PersonSelect({ role, value, onChange, known, label, clearable, error, ...props }: Props) {
  const { t } = useTranslation('people');
  const field = useRef<HTMLInputElement>(null);
  // Null: nothing is being typed, and the field shows the selected person's name.
  const [typed, setTyped] = useState<string | null>(null);
  const [isOpen, setOpen] = useState(false);
  const [isUnresolved, setUnresolved] = useState(false);
  // The name of whoever was selected here is already known.
  const [picked, setPicked] = useState<ComboboxOption | null>(null);
  const given = [known && toPersonOption(known), picked].find((option) => option?.value === String(value));
  const asked = useQuery({ ...userQuery(value ?? 0), enabled: value !== null && !given });
  const chosen = given ?? (value !== null && asked.data ? toPersonOption(asked.data) : null);
  const { found, isCurrent, nobody } = usePeopleSearch(role, typed ?? '', isOpen);

  const close = () => {
    setOpen(false);
    setTyped(null);
    setUnresolved(false);
  };
  const choose = (option: ComboboxOption) => {
    setPicked(option);
    onChange(Number(option.value));
    close();
  };
  const clear = () => {
    if (clearable && value !== null) onChange(null);
    close();
  };
  // What was typed and not chosen stays, with a message: it must not be mistaken for whoever was there before.
  const leave = () => {
    setOpen(false);
    if (typed === null) return;
    if (typed.trim() === '') clear();
    else if (typed.trim() === chosen?.label) close();
    else setUnresolved(true);
  };
  useEffect(() => {
    const form = isUnresolved ? field.current?.form : null;
    if (!form) return undefined;
    const refuse = (event: SubmitEvent) => {
      event.preventDefault();
      event.stopPropagation();
      field.current?.focus();
    };
    form.addEventListener('submit', refuse, true);
    return () => form.removeEventListener('submit', refuse, true);
  }, [isUnresolved]);
  const combo = useCombobox({ options: found.map(toPersonOption), isOpen, setOpen, isCurrent, onChoose: choose });
  const isClearable = clearable && value !== null && !props.disabled;
  return (
    <ComboboxList combo={combo} label={label} nothing={nobody}>
      <TextInput
        {...props}
        {...combo.field}
        ref={field}
        label={label}
        error={isUnresolved ? t('select.unresolved') : error}
        value={typed ?? chosen?.label ?? ''}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value);
          setUnresolved(false);
          setOpen(true);
        }}
        onFocus={({ currentTarget }) => currentTarget.select()}
        onBlur={leave}
        rightSectionPointerEvents={isClearable ? 'all' : 'none'}
        rightSection={
          isClearable ? (
            <CloseButton
              size="sm"
              // With the keyboard, one empties the field; the next Enter is not for this.
              tabIndex={-1}
              aria-label={t('select.clear', { field: label })}
              onClick={() => {
                clear();
                field.current?.focus();
              }}
            />
          ) : (
            <IconSelector size={16} aria-hidden />
          )
        }
      />
    </ComboboxList>
  );
}
