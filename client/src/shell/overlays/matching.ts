import type { SearchHit, Verb, Words } from '@/feature/registry';
import type { Label } from '@/i18n';
import { fold } from '@/lib/text';

/** The words of a text as the server compares them: without case and accents, and without apostrophes. */
const wordsOf = (text: string) =>
  fold(text)
    .replaceAll("'", '')
    .match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];

/** Whether every typed word is the beginning of a word in the text. */
export function fits(text: string, typed: string): boolean {
  const words = wordsOf(text);
  return wordsOf(typed).every((part) => words.some((word) => word.startsWith(part)));
}

/** What begins with what was typed comes first, then what has words that do, then what merely contains it. */
function rank({ label, description = '' }: SearchHit, typed: string): number {
  if (wordsOf(label).join(' ').startsWith(wordsOf(typed).join(' '))) return 3;
  if (fits(label, typed)) return 2;
  return fits(`${label} ${description}`, typed) ? 1 : 0;
}

/** Search results, the best first. Those of one rank stay in the order in which the feature found them. */
export const ranked = (hits: readonly SearchHit[], typed: string) =>
  hits.toSorted((a, b) => rank(b, typed) - rank(a, typed));

/** Everything that a command is called, in all languages: nobody has to switch the language to find the words. */
export const namesOf = ({ label, words }: { label: Label; words?: Words }) => [
  ...Object.values(label),
  ...(words ? Object.values(words).flat() : []),
];

export const isFound = (command: { label: Label; words?: Words }, typed: string) =>
  namesOf(command).some((name) => fits(name, typed));

/** Whether what was typed is exactly one of a command's names. */
export const isNamed = (command: { label: Label; words?: Words }, typed: string) =>
  namesOf(command).some((name) => wordsOf(name).join(' ') === wordsOf(typed).join(' '));

/** Words that verbs may go without: "reset the password nina", "cancelar a sessão de Python". */
const SMALL = new Set('of for from the a an to o os as ao aos da do das dos de para'.split(' '));
/** And what may stand before a name: "cancel session python". */
const NOUNS = new Set(['session', 'person', 'sessao', 'pessoa']);

export interface VerbMatch {
  verb: Verb;
  /** What the verb is to be applied to, as it was typed; empty if nothing has been typed yet. */
  object: string;
}

/** The verbs that what was typed begins with. Of "delete session python", only those called "delete session". */
export function matchVerbs(verbs: readonly Verb[], typed: string): VerbMatch[] {
  const tokens = [...typed.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].map(({ 0: word, index }) => ({ word: fold(word), index }));
  const found = verbs.flatMap((verb) => {
    const matches = namesOf(verb).map((name) => matchName(wordsOf(name), tokens));
    const best = matches.toSorted((a, b) => b.matched - a.matched)[0];
    return best && best.matched > 0 ? [{ verb, ...best }] : [];
  });
  const most = Math.max(...found.map(({ matched }) => matched));
  return found
    .filter(({ matched }) => matched === most)
    .map(({ verb, taken }) => {
      const first = tokens.slice(taken).find(({ word }) => !SMALL.has(word) && !NOUNS.has(word));
      return { verb, object: first ? typed.slice(first.index).trim() : '' };
    });
}

/** How many words of a name were typed, and how many typed words that took; none if they do not begin with it. */
function matchName(name: readonly string[], tokens: readonly { word: string }[]) {
  let taken = 0;
  let matched = 0;
  for (const word of name) {
    while (tokens[taken]?.word !== word && SMALL.has(tokens[taken]?.word ?? '')) taken += 1;
    if (tokens[taken]?.word === word) {
      taken += 1;
      matched += 1;
    } else if (!SMALL.has(word)) return { matched: 0, taken: 0 };
  }
  return { matched, taken };
}
