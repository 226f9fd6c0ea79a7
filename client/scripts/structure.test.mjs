import { expect, test } from 'vitest';
import { findFaults } from './structure.mjs';

const faultsOf = (files) => findFaults(new Map(Object.entries(files)));

const FINE = {
  'lib/text.ts': '',
  'ui/Box.tsx': "import { fold } from '@/lib/text';",
  'users/feature.ts': "import { users } from './model/queries';",
  'users/index.ts': "export { users } from './model/queries';",
  'users/model/queries.ts': "import { fold } from '@/lib/text';",
  'sessions/feature.ts': "import { users } from '@/users';",
  'app/features.ts': "export { default as users } from '@/users/feature';",
};

test('a layered client has no faults', () => expect(faultsOf(FINE)).toEqual([]));

test.each([
  [
    'two folders import each other',
    { 'lib/text.ts': "import { Box } from '@/ui/Box';" },
    /import circle lib → ui → lib/,
  ],
  ['by types alone', { 'lib/text.ts': "import type { Box } from '@/ui/Box';" }, /import circle/],
  ['by a dynamic import', { 'lib/text.ts': "const load = () => import('@/ui/Box');" }, /import circle/],
  [
    'inside a feature',
    { 'users/model/queries.ts': "import feature from '../feature';" },
    /users → users\/model → users/,
  ],
  [
    'past a front door',
    { 'sessions/feature.ts': "import { x } from '@/users/model/queries';" },
    /import '@\/users', not/,
  ],
  ['below the features', { 'ui/Box.tsx': "import { x } from '@/users';" }, /ui\/Box.tsx is below the features/],
  ['relative across folders', { 'ui/Box.tsx': "import { fold } from '../lib/text';" }, /import lib\/text.ts as '@\/…'/],
  ['absolute inside one', { 'users/index.ts': "export { users } from '@/users/model/queries';" }, /by a relative path/],
  ['a long file', { 'ui/Box.tsx': 'x\n'.repeat(301) }, /301 lines/],
  ['a full folder', Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`ui/${i}.css`, ''])), /ui: 21 entries/],
])('finds a fault: %s', (_, files, fault) =>
  expect(faultsOf({ ...FINE, ...files })).toEqual(expect.arrayContaining([expect.stringMatching(fault)])),
);
