/** How long to wait after the last keystroke before a search is sent. */
export const TYPING_PAUSE_MS = 200;

const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const APOSTROPHES = /[`´‘’‛′ʹʻʼʽʾʿˈˊˋʹ΄՚׳ꞌ＇\u1fbd\u1fef\u1ffd]/g;
/** Accents and points, but not the marks that make another letter: voicing marks of kana, vowel signs of Indic scripts. */
const ACCENTS =
  /(?![\u3099\u309a])(?=\p{M})[\p{Script=Inherited}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}]/gu;
/** Letters that do not decompose, after the letters that people type for them. */
const SPELLED =
  'aeæ oeœɶ thþꝥꝧ aᶏⱥ bƀƃɓᵬᶀꞗ cƈȼɕꞓꞔ dðđƌȡɖɗᵭᶁᶑ eɇᶒⱸꬴ fƒᵮᶂꞙ gǥɠᶃꞡ hħɦⱨꞕ iıɨᶖ jȷɉɟʄʝ kƙᶄⱪꝁꝃꝅꞣ lłƚȴɫɬɭᶅⱡꝉꞎꬷꬸꬹ mɱᵯᶆꬺ nŋƞȵɲɳᵰᶇꞑꞥꬻ oøⱺꝋꝍ pƥᵱᵽᶈꝑꝓꝕ qɋʠꝗꝙ rɍɼɽɾᵲᵳᶉꞧꭉ sȿʂᵴᶊꞩ tŧƫƭȶʈᵵⱦ uʉᶙꞹꭎꭒ vʋᶌⱱⱴꝟ wⱳ xᶍꭖꭗꭘꭙ yƴɏỿꭚ zƶȥɀʐʑᵶᶎⱬ';
const BASE = new Map(
  SPELLED.split(' ').flatMap((entry) => {
    const base = entry.replace(/[^a-z]/g, '');
    return [...entry.slice(base.length)].map((letter): [string, string] => [letter, base]);
  }),
);

const withoutAccents = (text: string) => text.normalize('NFKD').replace(ACCENTS, '');

/** Text in the form in which the server searches it (`fold` in tms_core/text.py), so that what the client filters by
 * itself is found alike: `zoe` finds Zoë, `o'brien` finds O’Brien, `lukasz` finds Łukasz. */
export function fold(text: string): string {
  const letters = withoutAccents(text.replace(INVISIBLE, '').replace(APOSTROPHES, "'"));
  // Upper case in between spells ß as SS. The last letter of a Greek word has a lower case of its own.
  const lower = withoutAccents(letters.toLowerCase().toUpperCase().toLowerCase().replace(/ς/g, 'σ')).replace(
    APOSTROPHES,
    "'",
  );
  return [...lower]
    .map((letter) => BASE.get(letter) ?? letter)
    .join('')
    .normalize('NFC');
}

/** Whether every typed word is somewhere in the texts, in any order; words with an apostrophe also without it. */
export function hasWords(typed: string, ...texts: string[]): boolean {
  const searched = fold(texts.join('\n'));
  return fold(typed)
    .split(/\s+/)
    .every((word) => searched.includes(word) || searched.replaceAll("'", '').includes(word));
}
