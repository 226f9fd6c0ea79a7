/**
 * Which modules share a file; the first match takes a module and what it needs. Pages are loaded when they are opened.
 * Without these groups, every small module that two of them share would be a file of its own to request.
 */
const chunks: { name: string; test: RegExp; tags?: ['$initial']; minShareCount?: number }[] = [
  // What no page can do without. In one file it is packed better.
  { name: 'shell', tags: ['$initial'], test: /^(?!.*(index\.html|src\/main\.tsx))/ },
  // What many pages have in common, by what it is for.
  { name: 'icons', test: /@tabler/, minShareCount: 4 },
  {
    name: 'parts',
    test: /@mantine\/core\/esm\/components\/(ActionIcon|Alert)|use-(id|(mantine|computed)-color-scheme)|src\/ui\/layout\/Brand/,
  },
  { name: 'fields', test: /@mantine\/core\/esm\/components\/(Text)?Input\/|src\/ui\/fields\/PasswordField/ },
  // Around every page of somebody who is signed in.
  {
    name: 'frame',
    test: /src\/(live\/|i18n\/formatDates|ui\/layout\/focus|shell\/(Layout|Navbar|Sidebar|PersonButton|overlays\/Overlays))/,
  },
  {
    name: 'page',
    test: /src\/(ui\/(feedback\/QueryBoundary|layout\/(Panel|StatTile|links))|[a-z]+\/(model\/)?(queries|sessionPhase)|lib\/(?!zod)\w+)\.tsx?$|(react-query|query-core)\/build\/modern\/(use(Base)?Quer|quer(y|ies)Observer|suspense|errorB|QueryError|IsRest)/,
  },
  { name: 'hooks', test: /@mantine\/hooks\/esm\/(use-(merged|uncontrolled|debounced|focus|click)|utils)/ },
  {
    name: 'choosing',
    test: /@floating-ui|@mantine\/core\/esm\/(components\/(Popover|Pill)|utils\/Floating)|src\/(ui\/fields\/Combobox|people\/\w+Select)\.tsx/,
  },
  // The first pages.
  { name: 'sign-in', test: /src\/auth\/(LoginPage|useSignIn)/ },
  { name: 'home', test: /src\/[a-z]+\/(HomePage|AdminDashboard|AttentionPanel|dashboard\.module)/ },
];

export const groups = chunks.map((chunk, place) => ({ ...chunk, priority: chunks.length - place }));
