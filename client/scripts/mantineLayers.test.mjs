import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { LAYERS } from '../mantineLayers.ts';

const core = path.resolve(import.meta.dirname, '../node_modules/@mantine/core');

/** Where the styles of a component begin in Mantine's whole file: its first class is nobody else's. */
async function placeOf(name, whole) {
  const own = await readFile(path.join(core, `styles/${name}.layer.css`), 'utf8');
  return whole.indexOf(/\.m_[0-9a-f]+/.exec(own)?.[0] ?? own.slice('@layer mantine {'.length, 50));
}

test('the layers stand in the order of Mantine’s own file', async () => {
  const whole = await readFile(path.join(core, 'styles.layer.css'), 'utf8');
  const places = await Promise.all(LAYERS.map((name) => placeOf(name, whole)));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});
