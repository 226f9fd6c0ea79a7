// Checks how the client is laid out; fails with a list of what is wrong.
// - No import circle between folders. Imports of types and dynamic imports count; tests do not.
// - A folder with a `feature.ts` is a feature. Others import it by its `index.ts` only, and nothing below features (`ui`,
//   `live`, …) imports a feature at all. Only `app/features.ts` names the features.
// - Imports inside a folder are relative, others begin with `@/`.
// - No folder has more than 20 entries, no file more than 300 lines.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const MAX_ENTRIES = 20;
const MAX_LINES = 300;
const TEST = /\.test(ing)?\.tsx?$|\.testing\.ts$|^test\//;
const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"\n]+)['"]/g;

/** The files below a folder, by their path in it. */
export function readSources(root) {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(files.map((file) => [path.relative(root, file), readFileSync(file, 'utf8')]));
}

/** What is wrong with the layout of `sources`, a map of paths and their texts: one sentence for each fault. */
export function findFaults(sources) {
  const graph = importsBetween(sources);
  return [...circles(graph), ...borders(sources, graph), ...sizes(sources)];
}

/** Every import of one of our files by another: `{ from, to, spec }`. */
function importsBetween(sources) {
  const resolve = (from, spec) => {
    if (!/^(@\/|\.)/.test(spec)) return undefined;
    const base = spec.startsWith('@/') ? spec.slice(2) : path.join(path.dirname(from), spec);
    const places = [base, `${base}.ts`, `${base}.tsx`, path.join(base, 'index.ts')].map((place) =>
      path.normalize(place),
    );
    return places.find((place) => sources.has(place));
  };
  return [...sources].flatMap(([from, text]) => {
    if (!/\.tsx?$/.test(from)) return [];
    return [...text.matchAll(IMPORT)].flatMap(([, spec]) => {
      const to = resolve(from, spec);
      return to === undefined ? [] : [{ from, to, spec }];
    });
  });
}

function circles(graph) {
  const edges = new Map();
  for (const { from, to } of graph.filter(({ from }) => !TEST.test(from))) {
    const [a, b] = [path.dirname(from), path.dirname(to)];
    if (a === b) continue;
    if (!edges.has(a)) edges.set(a, new Map());
    if (!edges.get(a).has(b)) edges.get(a).set(b, `${from} imports ${to}`);
  }
  const faults = [];
  const done = new Set();
  const visit = (folder, trail) => {
    const at = trail.indexOf(folder);
    if (at >= 0) {
      const circle = [...trail.slice(at), folder];
      const steps = circle.slice(1).map((next, i) => edges.get(circle[i]).get(next));
      faults.push(`import circle ${circle.join(' → ')}: ${steps.join('; ')}`);
      return;
    }
    if (done.has(folder)) return;
    for (const next of edges.get(folder)?.keys() ?? []) visit(next, [...trail, folder]);
    done.add(folder);
  };
  for (const folder of edges.keys()) visit(folder, []);
  return faults;
}

function borders(sources, graph) {
  const topOf = (file) => (file.includes('/') ? file.split('/')[0] : '');
  const isFeature = (folder) => sources.has(`${folder}/feature.ts`);
  const styleFault = ({ from, to, spec }) => {
    const isInside = topOf(from) === topOf(to);
    const isFar = path.relative(path.dirname(from), to).startsWith('../../');
    if (topOf(from) === '' || spec.startsWith('@/') === (!isInside || isFar)) return undefined;
    return spec.startsWith('@/') ? `${from}: import ${to} by a relative path` : `${from}: import ${to} as '@/…'`;
  };
  const featureFault = ({ from, to }) => {
    const [a, b] = [topOf(from), topOf(to)];
    if (a === b || !isFeature(b) || TEST.test(from) || from === 'app/features.ts') return undefined;
    if (!isFeature(a)) return `${from} is below the features and imports ${to}`;
    return to === `${b}/index.ts` ? undefined : `${from}: import '@/${b}', not a file inside it (${to})`;
  };
  return graph.flatMap((each) => [styleFault(each), featureFault(each)].filter((fault) => fault !== undefined));
}

function sizes(sources) {
  const entries = new Map();
  for (const file of sources.keys()) {
    const parts = file.split('/');
    parts.forEach((part, depth) => {
      const folder = parts.slice(0, depth).join('/') || 'src';
      entries.set(folder, (entries.get(folder) ?? new Set()).add(part));
    });
  }
  const full = [...entries].filter(([, { size }]) => size > MAX_ENTRIES);
  const long = [...sources].filter(
    ([file, text]) => /\.tsx?$/.test(file) && !file.endsWith('.gen.ts') && text.split('\n').length - 1 > MAX_LINES,
  );
  return [
    ...full.map(([folder, { size }]) => `${folder}: ${size} entries, more than ${MAX_ENTRIES}`),
    ...long.map(([file, text]) => `${file}: ${text.split('\n').length - 1} lines, more than ${MAX_LINES}`),
  ];
}

if (process.argv[1] === import.meta.filename) {
  const faults = findFaults(readSources(path.resolve(import.meta.dirname, '../src')));
  for (const fault of faults) console.error(`client/src: ${fault}`);
  if (faults.length > 0) process.exit(1);
}
