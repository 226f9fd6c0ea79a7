// What other features may show of notifications.
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';

export { AfterAbsence } from './away/AfterAbsence';

export const NotificationPreferences = lazyWithRetry(() => import('./preferences/NotificationPreferences'));
