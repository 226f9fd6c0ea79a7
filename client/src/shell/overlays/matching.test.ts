import { expect, test } from 'vitest';
import type { SearchHit, Verb } from '@/feature/registry';
import { fits, isFound, isNamed, matchVerbs, ranked } from './matching';

const hits = (...labels: string[]): SearchHit[] => labels.map((label) => ({ id: label, label }));

test.each([
  ['ines', ['Business basics', 'Inês Almeida'], ['Inês Almeida', 'Business basics']],
  ['exc', ['Advanced Excel', 'Excel basics', 'Unexceptional'], ['Excel basics', 'Advanced Excel', 'Unexceptional']],
  ["o'brien", ['Brien Ohara', 'Sean O’Brien'], ['Sean O’Brien', 'Brien Ohara']],
  ['obrien', ['Nobody', 'Sean O’Brien'], ['Sean O’Brien', 'Nobody']],
  ['lind z', ['Zoë Lindqvist', 'Lind Anna'], ['Zoë Lindqvist', 'Lind Anna']],
])('%s: beginnings of words come before what merely contains them', (typed, labels, sorted) => {
  expect(ranked(hits(...labels), typed).map(({ label }) => label)).toEqual(sorted);
});

test('what was found for its description comes before what was found for neither', () => {
  const [business, python] = [
    { id: '1', label: 'Business basics', description: 'Rui Costa' },
    { id: '2', label: 'Python', description: 'Inês Almeida' },
  ];
  expect(ranked([business, python], 'ines')).toEqual([python, business]);
});

test('what is equally good stays in the order in which it was found', () => {
  const dated = [1, 2, 3].map((id) => ({ id: String(id), label: 'Python' }));
  expect(ranked(dated, 'py')).toEqual(dated);
});

test('every typed word is to be the beginning of a word, whatever its accents', () => {
  expect(fits('Repor palavra-passe de', 'palavra rep')).toBe(true);
  expect(fits('Calendário: mês', 'mes')).toBe(true);
  expect(fits('Inês', 'nes')).toBe(false);
});

const DARK = { label: { en: 'Dark appearance', pt: 'Aspeto escuro' }, words: { en: ['dark'], pt: ['escuro'] } };

test('commands answer to their names in every language', () => {
  expect(isNamed(DARK, ' Dark ')).toBe(true);
  expect(isNamed(DARK, 'ESCURO')).toBe(true);
  expect(isNamed(DARK, 'dar')).toBe(false);
  expect(isFound(DARK, 'dar')).toBe(true);
});

const verb = (id: string, en: string, pt: string, ...words: string[]) =>
  ({ id, label: { en, pt }, words: { en: words, pt: [] } }) as unknown as Verb;
const VERBS = [
  verb('cancel', 'Cancel session', 'Cancelar sessão', 'cancel'),
  verb('delete-session', 'Delete session', 'Eliminar sessão', 'delete'),
  verb('delete-person', 'Delete person', 'Eliminar pessoa', 'delete'),
  verb('password', 'Reset password of', 'Repor palavra-passe de', 'reset password', 'reset'),
];

test.each([
  ['cancel python basics', [['cancel', 'python basics']]],
  ['cancelar a sessão de Python', [['cancel', 'Python']]],
  ['cancel the session “Python basics”', [['cancel', 'Python basics”']]],
  ['CANCELAR SESSAO', [['cancel', '']]],
  ['cancelled', []],
  ['canc', []],
  ['delete session python', [['delete-session', 'python']]],
  [
    'delete nina',
    [
      ['delete-session', 'nina'],
      ['delete-person', 'nina'],
    ],
  ],
  ['reset password of Zoë', [['password', 'Zoë']]],
  ['reset password for zoë', [['password', 'zoë']]],
  ['reset zoë', [['password', 'zoë']]],
  ['repor palavra-passe de zoë', [['password', 'zoë']]],
  ['password', []],
])('%s', (typed, expected) => {
  expect(matchVerbs(VERBS, typed).map(({ verb: { id }, object }) => [id, object])).toEqual(expected);
});
