import { api } from '@/api/client';
import { type Language, text } from '@/i18n';
import { showLanguageOf } from '@/i18n/accountLanguage';
import { retryWhenBack } from '@/ui/chunks/lazyWithRetry';
import { toastProblem } from '@/ui/feedback/toasts';
import { authStore } from './authStore';

/** Whoever is signed in chose a language: it is shown at once, and saved to their account for all their devices. */
export async function chooseLanguage(language: Language) {
  const me = authStore.get()?.user;
  if (!me) return;
  await retryWhenBack(() => showLanguageOf({ id: me.id, language }));
  // Both so that it holds although the page is left at once.
  authStore.setUser({ ...me, language });
  const keepalive = true;
  try {
    const params = { path: { user_id: me.id } };
    const { data } = await api.PUT('/users/{user_id}', { params, body: { language }, keepalive });
    if (data) authStore.setUser(data);
  } catch (error) {
    authStore.setUser(me);
    await showLanguageOf(me);
    toastProblem(error, (key, values) => text('core', key, values));
  }
}
