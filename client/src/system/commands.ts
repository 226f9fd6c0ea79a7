import { IconMail, IconProgressCheck } from '@tabler/icons-react';
import type { FeatureCommands } from '@/feature/registry';

export default {
  actions: [
    {
      id: 'system.mail',
      label: { en: 'Mails that were sent', pt: 'Mensagens enviadas' },
      words: { en: ['outbox', 'mail', 'email', 'smtp'], pt: ['correio', 'email', 'smtp'] },
      icon: IconMail,
      roles: ['admin'],
      run: ({ navigate }) => navigate('/system'),
    },
    {
      id: 'system.background',
      label: { en: 'Background work', pt: 'Trabalho em segundo plano' },
      words: { en: ['consumers', 'events'], pt: ['consumidores', 'eventos'] },
      icon: IconProgressCheck,
      roles: ['admin'],
      run: ({ navigate }) => navigate('/system/background'),
    },
  ],
} satisfies FeatureCommands;
