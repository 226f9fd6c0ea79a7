import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { TYPING_PAUSE_MS } from '@/lib/text';

interface Props {
  label: string;
  /** The name of the button that clears it. */
  clear: string;
  /** The value in the URL. */
  value: string | undefined;
  onChange: (text: string | undefined) => void;
  className?: string | undefined;
}

/** A search field that reports its text when typing pauses; the URL can change it too. */
export function SearchField({ label, clear, value, onChange, className }: Props) {
  const [text, setText] = useTyped(value, onChange);
  return (
    <TextInput
      className={className}
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={18} aria-hidden />}
      rightSection={text && <CloseButton aria-label={clear} onClick={() => setText('')} />}
      value={text}
      maxLength={100}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
    />
  );
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
