import { expect, test } from 'vitest';
import { suggestUsername } from './username';

test.each([
  ['Ana', 'Silva', 'ana.silva'],
  ['Ana Maria', 'da Silva', 'ana.silva'],
  ['José', 'Gonçalves', 'jose.goncalves'],
  ['Łukasz', 'Groß', 'lukasz.gross'],
  ['Дарья', 'Иванова', 'дарья.иванова'],
  ['浩', '田中', '浩.田中'],
  ["D'Arcy", 'O’Neill', 'darcy.oneill'],
  ['<img src=x onerror=alert(1)>', 'Silva', 'img.silva'],
  ['Ana', '', 'ana'],
  ['Bo', '', ''],
  ['健太', '', ''],
  ['', '', ''],
])('%s %s becomes %s', (first, last, username) => expect(suggestUsername(first, last)).toBe(username));

test('it is never longer than a username may be', () =>
  expect(suggestUsername('a'.repeat(50), 'b'.repeat(50))).toHaveLength(50));
