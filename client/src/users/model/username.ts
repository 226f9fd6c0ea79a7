const MAX_LENGTH = 50;

/** Letters that do not decompose into a letter and an accent. */
const SPELLED: Record<string, string> = { ß: 'ss', ø: 'o', đ: 'd', ł: 'l', æ: 'ae', œ: 'oe', þ: 'th', ð: 'd', ı: 'i' };

const lettersOf = (name: string) =>
  name
    .toLowerCase()
    .replace(/[ßøđłæœþðı]/g, (letter) => SPELLED[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, '');

/** Suggests a username: `ana.silva` for Ana Maria da Silva. The server accepts letters, digits and `._-`. */
export function suggestUsername(firstName: string, lastName: string): string {
  const first = firstName.trim().split(/\s+/)[0] ?? '';
  const last = lastName.trim().split(/\s+/).at(-1) ?? '';
  return [lettersOf(first), lettersOf(last)].filter(Boolean).join('.').slice(0, MAX_LENGTH);
}
