// Writes src/routeTree.gen.ts from the files in src/routes; with --check only says whether it is up to date.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Generator, getConfig } from '@tanstack/router-generator';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = new URL('../src/routeTree.gen.ts', import.meta.url);
const before = await readFile(target, 'utf8').catch(() => '');

await new Generator({ config: getConfig({}, root), root }).run();

if (process.argv.includes('--check') && (await readFile(target, 'utf8')) !== before) {
  await writeFile(target, before);
  console.error('client/src/routeTree.gen.ts differs from client/src/routes: run `npm run routes` in client/.');
  process.exit(1);
}
