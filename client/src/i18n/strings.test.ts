import { expect, test } from 'vitest';
import { loadStrings, startI18n, text } from '.';

const files = import.meta.glob<Record<string, object>>(['./en.ts', './pt.ts', '../*/strings/*.ts'], {
  eager: true,
  import: 'default',
});

/** `a.b.c` → text, for a namespace in one language. */
function flat(strings: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(strings).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value] as const] : [...flat(value as object, `${prefix}${key}.`)],
    ),
  );
}

const english = Object.entries(files).filter(([path]) => /\/en\.ts$/.test(path));
const inOther = (path: string) => files[path.replace(/en\.ts$/, 'pt.ts')];
const placeholders = (text: string) => [...text.matchAll(/{{\s*(\w+)/g)].map(([, name]) => name).toSorted();

test('there are strings to compare', () => expect(english.length).toBeGreaterThanOrEqual(7));

test.each(english)('%s says the same in both languages', (path, strings) => {
  const here = flat(strings);
  const there = flat(inOther(path) ?? {});
  expect([...there.keys()].toSorted()).toEqual([...here.keys()].toSorted());
  for (const [key, text] of here) {
    const other = there.get(key) ?? '';
    expect(other.trim(), `${path}: ${key} is empty`).not.toBe('');
    expect(placeholders(other), `${path}: ${key}`).toEqual(placeholders(text));
  }
});

test('counts as people in Portugal do, where none is many', async () => {
  await startI18n('pt');
  await loadStrings('sessions');
  const left = (count: number) => text('sessions', 'add.left', { count });
  expect([left(0), left(1), left(2)]).toEqual(['Restam 0 lugares', 'Resta 1 lugar', 'Restam 2 lugares']);
});
