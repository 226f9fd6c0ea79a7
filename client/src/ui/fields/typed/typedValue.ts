import { type FocusEvent, type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';

/** How a kind of value, such as a day, is written in a text field. */
export interface ValueKind {
  isWhole: (value: string) => boolean;
  /**
   * The value that a text means, or null. Until `isDone`, more may follow: 12/1/20 is not yet the year 2020, but that is
   * what it means once the field is left.
   */
  read: (text: string, isDone: boolean) => string | null;
  show: (value: string) => string;
  /** A value one step further in the part where the caret is, and that part; null if there is none. */
  step: (value: string, caret: number, by: 1 | -1) => { value: string; from: number; to: number } | null;
  /** What the arrows begin with in an empty field. */
  first: () => string;
}

/** Text without what keyboards and other programs write differently: full-width digits, several kinds of hyphens. */
export const plain = (typed: string) =>
  typed
    .normalize('NFKC')
    .replace(/[\u2010-\u2015]/g, '-')
    .trim();

interface Options {
  value: string;
  onChange: (value: string) => void;
  kind: ValueKind;
  onBlur: ((event: FocusEvent<HTMLInputElement>) => void) | undefined;
  openPicker: () => void;
}

/**
 * A text field for a value. The value is a whole one, nothing, or, while it is half typed, the text itself: what is in the
 * field is never replaced by something else, nor does the value before it come back.
 */
export function useTypedValue({ value, onChange, kind, onBlur, openPicker }: Options) {
  const field = useRef<HTMLInputElement>(null);
  // A value stands as it was typed for as long as it is being typed.
  const [typed, setTyped] = useState<{ text: string; value: string } | null>(null);
  const [isFocused, setFocused] = useState(false);
  const selection = useRef<[number, number] | null>(null);
  const written = kind.isWhole(value) ? kind.show(value) : value;
  const text = typed?.value === value ? typed.text : written;

  useLayoutEffect(() => {
    if (selection.current) field.current?.setSelectionRange(...selection.current);
    selection.current = null;
  });

  const become = (next: string) => {
    if (next !== value) onChange(next);
  };
  const type = (typedText: string) => {
    const next = typedText.trim() === '' ? '' : (kind.read(typedText, false) ?? typedText);
    setTyped({ text: typedText, value: next });
    become(next);
  };
  const finish = () => {
    setTyped(null);
    if (text.trim() === '') become('');
    else become(kind.read(text, true) ?? text);
  };
  const step = (by: 1 | -1) => {
    if (text.trim() === '') return become(kind.first());
    const whole = kind.read(text, true);
    const stepped = whole === null ? null : kind.step(whole, field.current?.selectionStart ?? 0, by);
    if (!stepped) return;
    selection.current = [stepped.from, stepped.to];
    setTyped(null);
    become(stepped.value);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') return finish();
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    if (event.altKey) openPicker();
    else step(event.key === 'ArrowUp' ? 1 : -1);
  };
  return {
    field,
    /** The field has been left with something in it that means nothing. */
    isWrong: !isFocused && value !== '' && !kind.isWhole(value),
    props: {
      value: text,
      onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) => type(currentTarget.value),
      onKeyDown,
      onFocus: () => setFocused(true),
      onBlur: (event: FocusEvent<HTMLInputElement>) => {
        setFocused(false);
        finish();
        onBlur?.(event);
      },
    },
  };
}
