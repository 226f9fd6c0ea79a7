import { fold } from '@/lib/text';

const MIN_LENGTH = 3;
const MAX_LENGTH = 50;

const lettersOf = (name: string) => fold(name).replace(/[^\p{L}\p{N}\p{M}]+/gu, '');

/**
 * Suggests a username: `ana.silva` for Ana Maria da Silva. The server accepts letters, digits and `._-`. Nothing is
 * suggested for what would be too short, such as Bo who has one name.
 */
export function suggestUsername(firstName: string, lastName: string): string {
  const first = firstName.trim().split(/\s+/)[0] ?? '';
  const last = lastName.trim().split(/\s+/).at(-1) ?? '';
  const username = [lettersOf(first), lettersOf(last)].filter(Boolean).join('.').slice(0, MAX_LENGTH);
  return [...username].length < MIN_LENGTH ? '' : username;
}
