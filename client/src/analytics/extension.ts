import { IconChartBar } from '@tabler/icons-react';
import type { Extension } from '@/shell/feature';

export default {
  menu: [
    {
      to: '/analytics',
      label: ['core', 'nav.analytics'],
      icon: IconChartBar,
      order: 50,
      roles: ['admin', 'trainer'],
      letter: 'y',
    },
  ],
} satisfies Extension;
