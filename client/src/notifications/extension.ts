import { lazy } from 'react';
import type { Extension } from '@/app/extensions';

export default {
  bar: [{ id: 'notifications', order: 10, component: lazy(() => import('./Bell')) }],
} satisfies Extension;
