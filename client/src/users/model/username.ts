import { fold } from '@/lib/text';

const MAX_LENGTH = 50;

const lettersOf = (name: string) => fold(name).replace(/[^\p{L}\p{N}\p{M}]+/gu, '');

/** Suggests a username: `ana.silva` for Ana Maria da Silva. The server accepts letters, digits and `._-`. */
export function suggestUsername(firstName: string, lastName: string): string {
  const first = firstName.trim().split(/\s+/)[0] ?? '';
  const last = lastName.trim().split(/\s+/).at(-1) ?? '';
  return [lettersOf(first), lettersOf(last)].filter(Boolean).join('.').slice(0, MAX_LENGTH);
}
