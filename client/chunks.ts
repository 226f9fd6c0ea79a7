/**
 * Which modules share a file, the first match taking a module and what it needs. Pages are loaded when they are opened;
 * without these groups, each small module that two of them share would be a file to ask for.
 */
const chunks: { name: string; test: RegExp; tags?: ['$initial']; minShareCount?: number }[] = [
  // What no page can do without. In one file it is packed better.
  { name: 'shell', tags: ['$initial'], test: /^(?!.*(index\.html|src\/main\.tsx))/ },
  // What many pages have in common, by what it is for.
  { name: 'icons', test: /@tabler/, minShareCount: 4 },
  {
    name: 'parts',
    test: /@mantine\/core\/esm\/components\/(ActionIcon|Alert)|use-(id|(mantine|computed)-color-scheme)|src\/(ui\/layout\/Brand|i18n\/formatDates)/,
  },
  { name: 'fields', test: /@mantine\/core\/esm\/components\/(Text)?Input\/|src\/ui\/fields\/PasswordField/ },
  // Around every page of whoever is signed in.
  {
    name: 'frame',
    test: /src\/([a-z]+\/extension\.ts|live\/|routes\/_app\.tsx|shell\/(feature|Layout|Navbar|Sidebar|PersonButton|overlays\/Overlays))/,
  },
  {
    name: 'page',
    test: /src\/(ui\/(feedback\/QueryBoundary|layout\/(Panel|StatTile|links))|[a-z]+\/queries|lib\/wallClock|sessions\/(phase|fromTo))\.tsx?$|(react-query|query-core)\/build\/modern\/(use(Base)?Quer|quer(y|ies)Observer|suspense|errorB|QueryError|IsRest)/,
  },
  { name: 'hooks', test: /@mantine\/hooks\/esm\/(use-(merged|uncontrolled|debounced|focus|click)|utils)/ },
  {
    name: 'choosing',
    test: /@floating-ui|@mantine\/core\/esm\/(components\/(Popover|Pill)|utils\/Floating)|src\/(ui\/fields\/Combobox|users\/(People|Person)Select)\.tsx/,
  },
  // The first pages.
  { name: 'sign-in', test: /src\/(routes\/login|auth\/(LoginPage|useSignIn))/ },
  {
    name: 'dashboard',
    test: /src\/dashboard\/(Home|Admin|Attention|days|dashboard\.module)|src\/routes\/_app\/index/,
  },
];

export const groups = chunks.map((chunk, place) => ({ ...chunk, priority: chunks.length - place }));
