import { IconHome } from '@tabler/icons-react';
import type { Extension } from '@/shell/feature';

export default {
  menu: [{ to: '/', label: ['core', 'nav.home'], icon: IconHome, order: 0, letter: 'h' }],
} satisfies Extension;
