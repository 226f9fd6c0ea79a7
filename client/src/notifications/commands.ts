import { IconBell, IconBellCheck } from '@tabler/icons-react';
import type { FeatureCommands } from '@/feature/registry';
import { markAllRead } from './Bell';
import { noticePanel } from './NoticeStore';

export default {
  actions: [
    {
      id: 'notifications.open',
      label: { en: 'Notifications', pt: 'Notificações' },
      words: { en: ['bell'], pt: ['avisos'] },
      icon: IconBell,
      run: () => noticePanel.set(true),
    },
    {
      id: 'notifications.read',
      label: { en: 'Mark all notifications as read', pt: 'Marcar todas as notificações como lidas' },
      icon: IconBellCheck,
      run: markAllRead,
    },
  ],
} satisfies FeatureCommands;
