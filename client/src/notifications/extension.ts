import type { Extension } from '@/shell/feature';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';

export default {
  bar: [{ id: 'notifications', order: 10, component: lazyWithRetry(() => import('./Bell')) }],
} satisfies Extension;
