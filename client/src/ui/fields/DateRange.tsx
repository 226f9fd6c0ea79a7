import { useState } from 'react';
import { isDay } from '@/lib/days';
import { DateField } from './DateField';
import { useFieldTexts } from './typed/fieldTexts';

/** The first and the last day of a period; either may be open. */
export interface Days {
  from: string | undefined;
  to: string | undefined;
}

interface Props extends Days {
  labels: { from: string; to: string };
  onChange: (days: Days) => void;
  /** Neither may be left open. */
  required?: boolean;
  size?: 'sm';
}

/**
 * Two days that are in the address. Only whole days in order get there: what is half typed stays in its field, with a
 * message, and the period stays as it is.
 */
export function DateRange({ from, to, labels, onChange, required = false, size }: Props) {
  const texts = useFieldTexts();
  const known = { from: from ?? '', to: to ?? '' };
  const [typed, setTyped] = useState<{ days: typeof known; told: readonly string[] } | null>(null);
  // The address follows a moment later. If it changes to anything that does not come from here, it counts.
  const isOwn = typed?.told.includes(keyOf(known)) === true;
  const days = isOwn ? typed.days : known;
  const isWhole = (day: string) => (day === '' ? !required : isDay(day));
  const isReversed = isDay(days.from) && isDay(days.to) && days.from > days.to;

  const change = (part: Partial<typeof known>) => {
    const next = { ...days, ...part };
    const isFine = isWhole(next.from) && isWhole(next.to) && !(next.from && next.to && next.from > next.to);
    const told = [...(isOwn ? typed.told : [keyOf(known)]), ...(isFine ? [keyOf(next)] : [])];
    setTyped({ days: next, told });
    if (isFine) onChange({ from: next.from || undefined, to: next.to || undefined });
  };
  const field = (which: 'from' | 'to') => ({
    label: labels[which],
    value: days[which],
    onChange: (day: string) => change({ [which]: day }),
    ...(required && days[which] === '' && { error: texts.date_field.missing }),
    ...(size && { size }),
  });
  return (
    <>
      <DateField {...field('from')} />
      <DateField {...field('to')} {...(isReversed && { error: texts.date_field.reversed })} />
    </>
  );
}

const keyOf = (days: { from: string; to: string }) => `${days.from} ${days.to}`;
