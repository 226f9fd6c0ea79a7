import { IconBell, IconBellCheck, IconBellCog } from '@tabler/icons-react';
import type { FeatureCommands } from '@/feature/registry';
import { isPanelOpen, readAll } from './model/panel';

export default {
  actions: [
    {
      id: 'notifications.open',
      label: { en: 'Notifications', pt: 'Notificações' },
      words: { en: ['bell'], pt: ['avisos'] },
      icon: IconBell,
      run: () => isPanelOpen.set(true),
    },
    {
      id: 'notifications.read',
      label: { en: 'Mark all notifications as read', pt: 'Marcar todas as notificações como lidas' },
      icon: IconBellCheck,
      run: () => readAll.get()(),
    },
    {
      id: 'notifications.preferences',
      label: { en: 'Notification settings', pt: 'Definições das notificações' },
      words: { en: ['reminders', 'mail preferences'], pt: ['lembretes', 'preferências de correio'] },
      icon: IconBellCog,
      run: ({ navigate }) => navigate('/account#notifications'),
    },
  ],
} satisfies FeatureCommands;
