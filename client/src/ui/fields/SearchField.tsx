import { CloseButton, TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from '@/i18n';
import { TYPING_PAUSE_MS } from '@/lib/text';

interface InputProps extends Omit<TextInputProps, 'value' | 'onChange' | 'type' | 'ref'> {
  value: string;
  onChange: (text: string) => void;
}

/** A search field with a button that empties it. */
export function SearchInput({ value, onChange, ...props }: InputProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const clear = () => {
    onChange('');
    field.current?.focus();
  };
  return (
    <TextInput
      ref={field}
      type="search"
      leftSection={<IconSearch size={18} aria-hidden />}
      rightSection={value && <CloseButton aria-label={t('action.clear_search')} onClick={clear} />}
      value={value}
      maxLength={100}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      {...props}
    />
  );
}

interface Props {
  label: string;
  /** The value in the URL. */
  value: string | undefined;
  onChange: (text: string | undefined) => void;
  className?: string | undefined;
}

/** A search field that reports its text when typing pauses; the URL can change it too. */
export function SearchField({ label, value, onChange, className }: Props) {
  const [text, setText] = useTyped(value, onChange);
  return <SearchInput className={className} aria-label={label} placeholder={label} value={text} onChange={setText} />;
}

function useTyped(known: string | undefined, tell: (text: string | undefined) => void) {
  const [text, setText] = useState(known ?? '');
  const reported = useRef(known);
  const tellSoon = useDebouncedCallback((typed: string) => {
    const next = typed.trim() || undefined;
    if (next === reported.current) return;
    reported.current = next;
    tell(next);
  }, TYPING_PAUSE_MS);
  useEffect(() => {
    if (known === reported.current) return;
    reported.current = known;
    setText(known ?? '');
  }, [known]);
  const type = (typed: string) => {
    setText(typed);
    tellSoon(typed);
  };
  return [text, type] as const;
}
