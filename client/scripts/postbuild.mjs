// After `vite build`: adds the preload script to the page, checks the size of what a browser loads, compresses every file
// (.br and .gz beside it), and removes what must not be served. Fails when a budget is exceeded, or when the look of a
// page depends on the order in which style sheets are loaded.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliCompressSync, gzipSync, constants as zlib } from 'node:zlib';
import { LAYERS } from '../mantineLayers.ts';
import { addPreloadScript } from './preload-script.mjs';

const KB = 1000;
const LAZY_SCRIPT_BUDGET = 130 * KB;
const MIN_COMPRESSED_SIZE = 1024;
const COMPRESSIBLE = /\.(js|css|html|svg|json|txt)$/;

// Loaded before any page for signed-in users, and the first page for everybody else.
const SHELL = ['index.html', 'src/i18n/en.ts', 'src/shell/Layout.tsx'];
const SIGN_IN = ['index.html', 'src/i18n/en.ts', 'src/auth/LoginPage.tsx'];
const FIRST_LOADS = [
  { name: 'the shell', keys: SHELL, script: 110 * KB, style: 15 * KB },
  { name: 'the sign-in', keys: SIGN_IN, script: 100 * KB, style: 15 * KB },
];

const root = process.env.TMS_CLIENT_OUT ?? path.resolve(import.meta.dirname, '../../src/tms_web/static');
const manifest = JSON.parse(await readFile(path.join(root, '.vite/manifest.json'), 'utf8'));
const html = path.join(root, 'index.html');
await writeFile(html, await addPreloadScript(await readFile(html, 'utf8'), manifest, loadedBy));

const sizes = new Map();
for (const file of await filesIn(root)) {
  if (file.includes('.vite')) continue;
  const content = await readFile(file);
  if (!COMPRESSIBLE.test(file)) continue;
  const gzip = gzipSync(content, { level: 9 });
  sizes.set(path.relative(root, file), gzip.length);
  // The page itself carries a nonce that differs every time.
  if (content.length < MIN_COMPRESSED_SIZE || file.endsWith('.html')) continue;
  const options = { params: { [zlib.BROTLI_PARAM_QUALITY]: 11, [zlib.BROTLI_PARAM_SIZE_HINT]: content.length } };
  await writeFile(`${file}.gz`, gzip);
  await writeFile(`${file}.br`, brotliCompressSync(content, options));
}
await rm(path.join(root, '.vite'), { recursive: true });
report();
await checkLayers();

async function filesIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

/** The files that are loaded together with a manifest entry. */
function loadedBy(keys) {
  const files = new Set();
  const seen = new Set();
  const visit = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    const chunk = manifest[key];
    if (!chunk) throw new Error(`the build has no ${key}`);
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    for (const next of chunk.imports ?? []) visit(next);
  };
  keys.forEach(visit);
  return files;
}

function weigh(files, ending) {
  return [...files].filter((file) => file.endsWith(ending)).reduce((sum, file) => sum + sizes.get(file), 0);
}

function report() {
  const lines = [];
  const check = (what, bytes, budget) => {
    const isOver = bytes > budget;
    lines.push(`${isOver ? 'OVER  ' : '      '}${(bytes / KB).toFixed(1).padStart(6)} of ${budget / KB} kB  ${what}`);
    if (isOver) process.exitCode = 1;
  };
  for (const { name, keys, script, style } of FIRST_LOADS) {
    const files = loadedBy(keys);
    check(`script of ${name}`, weigh(files, '.js'), script);
    check(`style of ${name}`, weigh(files, '.css'), style);
  }
  const known = loadedBy(SHELL);
  const lazy = Object.keys(manifest).filter((key) => manifest[key].isDynamicEntry);
  for (const key of lazy) {
    const more = new Set([...loadedBy([key])].filter((file) => !known.has(file)));
    check(`script of ${key}`, weigh(more, '.js'), LAZY_SCRIPT_BUDGET);
  }
  const weight = (line) => Number(line.slice(6, 12));
  const shown = lines.toSorted((a, b) => weight(b) - weight(a)).filter((line) => weight(line) > 5);
  console.log(`What a browser loads, gzipped:\n${shown.join('\n')}`);
}

/** Pages load their styles in any order, so each file that uses a cascade layer has to name all of them in order. */
async function checkLayers() {
  for (const file of [...sizes.keys()].filter((name) => name.endsWith('.css'))) {
    const rules = (await readFile(path.join(root, file), 'utf8')).matchAll(/@layer([^{;]*)[{;]/g);
    const names = new Set([...rules].flatMap(([, list]) => list.split(',').map((name) => name.trim())));
    if (names.size === 0 || [...names].join() === LAYERS.map((name) => `mantine.${name}`).join()) continue;
    console.error(`${file} names other cascade layers than mantineLayers.ts, or in another order: ${[...names]}`);
    process.exitCode = 1;
  }
}
