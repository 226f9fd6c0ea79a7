import { use } from 'react';
import type { NotificationKinds } from '@/feature/notificationKinds';
import { loadNotificationKinds } from '@/feature/registry';
import { i18n, type Language } from '@/i18n';
import { useStore } from '@/lib/store';
import { retryWhenBack } from '@/ui/chunks/lazyWithRetry';

const loaded = new Map<Language, Promise<NotificationKinds>>();

/** The kinds of notifications in words, with their strings in the user's language. Suspends until they have loaded. */
export function useKinds(): NotificationKinds {
  const { language } = useStore(i18n);
  let kinds = loaded.get(language);
  if (!kinds) {
    kinds = retryWhenBack(loadNotificationKinds);
    loaded.set(language, kinds);
  }
  return use(kinds);
}
