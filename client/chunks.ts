import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What a feature says about its files, in the `bundle.json` in its folder. Modules are named without their endings. */
interface Bundle {
  /** By the name of a file of the build, the modules that are part of it. */
  together?: Record<string, string[]>;
  /** By role, the module that the feature's page loads for it: the page's own script requests it early. */
  early?: Record<string, string>;
}

const SOURCES = path.resolve(import.meta.dirname, 'src');

/** By the names of the features' folders. */
export const bundles: Record<string, Bundle> = Object.fromEntries(
  readdirSync(SOURCES)
    .map((folder) => [folder, path.join(SOURCES, folder, 'bundle.json')] as const)
    .filter(([, file]) => existsSync(file))
    .map(([folder, file]) => [folder, JSON.parse(readFileSync(file, 'utf8'))]),
);

/**
 * Which modules share a file, besides those that features declare; the first match takes a module and its dependencies.
 * Pages are loaded when they are opened. Without these groups, every small module shared by two of them would be a
 * separate file to request.
 */
const chunks: { name: string; test?: RegExp; tags?: ['$initial']; minShareCount?: number }[] = [
  // Needed by every page. A single file compresses better.
  { name: 'shell', tags: ['$initial'], test: /^(?!.*(index\.html|src\/app\/main\.tsx))/ },
  // Shared by many pages, grouped by purpose.
  { name: 'icons', test: /@tabler/, minShareCount: 4 },
  {
    name: 'parts',
    test: /@mantine\/core\/esm\/components\/ActionIcon|use-(id|(mantine|computed)-color-scheme)|src\/ui\/layout\/Brand/,
  },
  { name: 'fields', test: /@mantine\/core\/esm\/components\/(Text)?Input\/|src\/ui\/fields\/PasswordField/ },
  // The shell around every page for signed-in users.
  {
    name: 'frame',
    test: /src\/(live\/(?!useChange)|i18n\/formatDates|lib\/(zones|storage|serverClock)|ui\/layout\/focus|shell\/(Layout|Navbar|Sidebar|PersonButton|overlays\/(Overlays|CommandBar|recentItems)))/,
  },
  {
    name: 'page',
    test: /src\/(ui\/(feedback\/QueryBoundary|layout\/(Panel|StatTile|links))|[a-z]+\/(model\/)?queries|lib\/(?!zod)\w+)\.tsx?$|(react-query|query-core)\/build\/modern\/(use(Base)?Quer|quer(y|ies)Observer|suspense|errorB|QueryError|IsRest)/,
  },
  { name: 'hooks', test: /@mantine\/hooks\/esm\/(use-(merged|uncontrolled|debounced|focus|click)|utils)/ },
  {
    name: 'choosing',
    test: /@floating-ui|@mantine\/core\/esm\/(components\/(Popover|Pill)|utils\/Floating)|src\/ui\/fields\/Combobox\.tsx/,
  },
  {
    name: 'changes',
    test: /src\/live\/useChange|(react-query|query-core)\/build\/modern\/(useMutation|mutationObserver)/,
  },
  // The first pages.
  { name: 'sign-in' },
  { name: 'home' },
];

/** The modules that features declare as part of a file of the build. */
function declaredIn(name: string): string[] {
  const modules = Object.entries(bundles).flatMap(([folder, { together = {} }]) =>
    (together[name] ?? []).map((module) => path.join(SOURCES, folder, module)),
  );
  return modules.map((module) => module.replaceAll('\\', '/'));
}

export const groups = chunks.map(({ test, ...chunk }, place) => {
  const declared = declaredIn(chunk.name);
  const isPart = (id: string) => (test?.test(id) ?? false) || declared.some((each) => id.startsWith(`${each}.`));
  return { ...chunk, test: isPart, priority: chunks.length - place };
});
