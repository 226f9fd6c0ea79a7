import { fieldErrors } from '@/api/problem';
import { i18n, type Language } from '.';
import { sentence } from './problemText';

type Texts = Readonly<Record<Language, string>>;

/** What the server says about a field, as the rest of a sentence in English, and the sentences for it. $1, $2: its numbers. */
const SENTENCES: readonly (readonly [RegExp, Texts])[] = [
  [/^(?:is required|must not be blank|must be given)$/, { en: 'Fill in this field.', pt: 'Preencha este campo.' }],
  [
    /^must be at least (\d+) characters long$/,
    { en: 'Use at least $1 characters.', pt: 'Use pelo menos $1 caracteres.' },
  ],
  [/^must be at most (\d+) characters long$/, { en: 'Use at most $1 characters.', pt: 'Use no máximo $1 caracteres.' }],
  [/^must be (\d+) to (\d+) characters long$/, { en: 'Use $1 to $2 characters.', pt: 'Use entre $1 e $2 caracteres.' }],
  [
    /^must not contain (?:control|invisible) characters$/,
    {
      en: 'Remove the invisible characters. Typing the text again helps.',
      pt: 'Remova os caracteres invisíveis. Escrever o texto de novo ajuda.',
    },
  ],
  [
    /^must be from (-?\d+) to (-?\d+)$/,
    { en: 'Enter a number from $1 to $2.', pt: 'Indique um número entre $1 e $2.' },
  ],
  [/^must be a whole number$/, { en: 'Enter a whole number.', pt: 'Indique um número inteiro.' }],
  [/^must be a number$/, { en: 'Enter a number.', pt: 'Indique um número.' }],
  [/^must be a date that exists$/, { en: 'Enter a date that exists.', pt: 'Indique uma data que exista.' }],
  [/^must be a date, /, { en: 'Enter a date.', pt: 'Indique uma data.' }],
  [/^must be a time of day /, { en: 'Enter a time, such as 09:30.', pt: 'Indique uma hora, como 09:30.' }],
  [/^must be later than from$/, { en: 'This must be later than the start.', pt: 'Deve ser posterior ao início.' }],
  [
    /^overlaps with other hours of that day$/,
    { en: 'This overlaps with other hours of that day.', pt: 'Sobrepõe-se a outro horário desse dia.' },
  ],
  [/^must list at least one option$/, { en: 'Enter at least one choice.', pt: 'Indique pelo menos uma opção.' }],
  [
    /^is used by another field$/,
    { en: 'Another field already has this name.', pt: 'Já existe outro campo com este nome.' },
  ],
  [/^must be one of /, { en: 'Choose one of the options.', pt: 'Escolha uma das opções.' }],
  [
    /^must be before to/,
    { en: 'The first day must be before the last.', pt: 'O primeiro dia deve ser anterior ao último.' },
  ],
  [
    /^must be at most 5 years/,
    { en: 'A period can have at most 5 years.', pt: 'Um período pode ter 5 anos no máximo.' },
  ],
  [/^must have at most (\d+) entries/, { en: 'There can be at most $1 of these.', pt: 'Pode haver $1 no máximo.' }],
  [
    /^must be an e-mail address/,
    {
      en: 'Enter an email address, such as ana@example.org.',
      pt: 'Indique um endereço de e-mail, como ana@example.org.',
    },
  ],
  [
    /^must not be the username or the e-mail address$/,
    {
      en: 'Choose something other than your username or email address.',
      pt: 'Escolha algo diferente do nome de utilizador e do e-mail.',
    },
  ],
  [
    /^must be (?:an http or https address|a web address )/,
    {
      en: 'Enter a web address, such as https://example.org/room.',
      pt: 'Indique um endereço web, como https://example.org/sala.',
    },
  ],
  [/^must be an IANA time zone/, { en: 'Choose a time zone from the list.', pt: 'Escolha um fuso horário da lista.' }],
];

const OTHER = { pt: 'Este valor não é válido.' };

/** A sentence about an invalid field, in the user's language. */
export function fieldProblem(message: string): string {
  const { language } = i18n;
  for (const [pattern, texts] of SENTENCES) {
    const match = pattern.exec(message);
    if (match) return texts[language].replace(/\$(\d)/g, (_, number) => match[Number(number)] ?? '');
  }
  return language === 'en' ? sentence(message) : OTHER[language];
}

/** A sentence for each invalid field, by its name on the wire; empty for errors that are not about fields. */
export const fieldProblems = (error: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(fieldErrors(error)).map(([field, message]) => [field, fieldProblem(message)]));
