import type { Feature } from '@/feature/registry';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import type en from './strings/en';

declare module '@/i18n/types' {
  interface Strings {
    notifications: typeof en;
  }
}

export default {
  id: 'notifications',
  strings: { en: () => import('./strings/en'), pt: () => import('./strings/pt') },
  commands: () => import('./commands'),
  bar: [{ id: 'notifications', order: 10, component: lazyWithRetry(() => import('./Bell')) }],
} satisfies Feature;
