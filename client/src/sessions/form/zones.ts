import { offsetAt } from '@/lib/wallClock';

const signed = (minutes: number) => {
  const size = Math.abs(minutes);
  const rest = size % 60 ? `:${String(size % 60).padStart(2, '0')}` : '';
  return `UTC${minutes < 0 ? '−' : '+'}${Math.floor(size / 60)}${rest}`;
};

export interface Zone {
  value: string;
  label: string;
}

/** Every zone this browser knows, and `besides`, with how far each is from UTC at that time. */
export function zonesAt(at: number, besides: readonly string[]): Zone[] {
  const all = new Set([...besides, 'UTC', ...Intl.supportedValuesOf('timeZone')]);
  return [...all].map((value) => {
    const minutes = Math.round(offsetAt(at, value) / 60_000);
    return { value, label: `${value.replaceAll('_', ' ')} (${minutes === 0 ? 'UTC' : signed(minutes)})` };
  });
}
