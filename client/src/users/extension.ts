import { IconUserCircle } from '@tabler/icons-react';
import type { Extension } from '@/app/extensions';

export default {
  menu: [{ to: '/account', label: ['core', 'nav.account'], icon: IconUserCircle, order: 90, letter: 'm' }],
} satisfies Extension;
