/**
 * Which modules share a file; the first match takes a module and its dependencies. Pages are loaded when they are opened.
 * Without these groups, every small module shared by two of them would be a separate file to request.
 */
const chunks: { name: string; test: RegExp; tags?: ['$initial']; minShareCount?: number }[] = [
  // Needed by every page. A single file compresses better.
  { name: 'shell', tags: ['$initial'], test: /^(?!.*(index\.html|src\/main\.tsx))/ },
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
    test: /src\/(ui\/(feedback\/QueryBoundary|layout\/(Panel|StatTile|links))|[a-z]+\/(model\/)?(queries|sessionPhase)|lib\/(?!zod)\w+)\.tsx?$|(react-query|query-core)\/build\/modern\/(use(Base)?Quer|quer(y|ies)Observer|suspense|errorB|QueryError|IsRest)/,
  },
  { name: 'hooks', test: /@mantine\/hooks\/esm\/(use-(merged|uncontrolled|debounced|focus|click)|utils)/ },
  {
    name: 'choosing',
    test: /@floating-ui|@mantine\/core\/esm\/(components\/(Popover|Pill)|utils\/Floating)|src\/(ui\/fields\/Combobox|people\/\w+Select)\.tsx/,
  },
  {
    name: 'changes',
    test: /src\/live\/useChange|(react-query|query-core)\/build\/modern\/(useMutation|mutationObserver)/,
  },
  // The first pages.
  { name: 'sign-in', test: /src\/auth\/(LoginPage|useSignIn)/ },
  { name: 'home', test: /src\/[a-z]+\/(HomePage|AdminDashboard|dashboard\.module)/ },
];

export const groups = chunks.map((chunk, place) => ({ ...chunk, priority: chunks.length - place }));
