import type { Extension } from '@/app/extensions';
import { lazily } from '@/ui/lazily';

export default {
  bar: [{ id: 'notifications', order: 10, component: lazily(() => import('./Bell')) }],
} satisfies Extension;
