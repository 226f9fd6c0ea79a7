import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { api } from '@/api/client';
import { useAuth } from '@/auth/AuthContext';
import { authStore } from '@/auth/authStore';
import { Live } from './Live';
import { registerLiveCache } from './queries';
import { LiveContext } from './useLive';

const FIRST_READ_MS = 3000;

/** Reads the signed-in user. The response also says from which position on the socket has news for this page. */
async function firstRead(): Promise<string | null> {
  try {
    const { data, response } = await api.GET('/auth/me', { signal: AbortSignal.timeout(FIRST_READ_MS) });
    if (data) authStore.setUser(data);
    return response.headers.get('X-Event-Position');
  } catch {
    return null;
  }
}

/** Runs this tab's socket while a user is signed in. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const { signIn } = useAuth();
  const [live] = useState(() => {
    const made = new Live(queries, {
      token: authStore.token,
      refused: (token) => authStore.refused(token),
      changed: () => void firstRead(),
    });
    // Whatever was read before has not been kept current since.
    queries.clear();
    registerLiveCache(queries, made.cache);
    made.subscribe((event) => {
      if (event.type === 'user_updated') authStore.setUser(event.data);
    });
    return made;
  });
  const userId = signIn?.user.is_temporary_password === false ? signIn.user.id : null;
  const token = authStore.token();

  // A new token for the same user, after a password change or signing in again, keeps the socket.
  useEffect(() => {
    if (userId === null || token === null) return undefined;
    let isOver = false;
    void firstRead().then((position) => isOver || live.start(userId, position));
    return () => {
      isOver = true;
      live.pause();
    };
  }, [live, userId, token]);

  useEffect(() => (userId === null ? undefined : () => live.stop()), [live, userId]);

  useEffect(() => {
    const wake = () => document.visibilityState === 'visible' && live.wake();
    const lose = () => live.lose();
    document.addEventListener('visibilitychange', wake);
    addEventListener('online', wake);
    addEventListener('focus', wake);
    addEventListener('offline', lose);
    return () => {
      document.removeEventListener('visibilitychange', wake);
      removeEventListener('online', wake);
      removeEventListener('focus', wake);
      removeEventListener('offline', lose);
    };
  }, [live]);

  return <LiveContext value={live}>{children}</LiveContext>;
}
