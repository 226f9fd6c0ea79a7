import { IconLink } from '@tabler/icons-react';
import type { Extension } from '@/shell/feature';

export default {
  menu: [
    {
      to: '/assignments',
      label: ['core', 'nav.assignments'],
      icon: IconLink,
      order: 40,
      roles: ['admin', 'trainer'],
      letter: 'a',
    },
  ],
} satisfies Extension;
