import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { mayPass } from '@/api/problem';
import { AuthProvider, useAuth } from '@/auth/AuthContext';
import { authStore } from '@/auth/authStore';
import { SessionGuard } from '@/auth/SessionGuard';
import { ToastArea } from '@/ui/feedback/ToastArea';
import { toastStore } from '@/ui/feedback/toasts';
import { cssVariables, theme } from '@/ui/theme';
import { nonce } from './nonce';
import { makeRouter } from './router';

// What was said to one user, with what they could undo, is not for the next one of this browser.
let shownTo: number | null = null;
authStore.subscribe(() => {
  const userId = authStore.get()?.user.id ?? null;
  if (userId !== shownTo) toastStore.set([]);
  shownTo = userId;
});

export function App() {
  const [queries] = useState(makeQueryClient);
  const [router] = useState(() => makeRouter(queries));
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" getStyleNonce={nonce}>
      <QueryClientProvider client={queries}>
        <AuthProvider>
          <FollowSignIn router={router} forget={() => queries.clear()} />
          <RouterProvider router={router} />
          <SessionGuard />
        </AuthProvider>
      </QueryClientProvider>
      <ToastArea />
    </MantineProvider>
  );
}

/** When a user signs in or out, here or in another tab, the routes check access again. */
function FollowSignIn({ router, forget }: { router: ReturnType<typeof makeRouter>; forget: () => void }) {
  const { signIn } = useAuth();
  const userId = signIn?.user.id ?? null;
  const isTemporary = signIn?.user.is_temporary_password;
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs whenever these change
  useEffect(() => {
    if (userId === null) forget();
    void router.invalidate();
  }, [userId, isTemporary, router]);
  return null;
}

const MAX_RETRIES = 2;

const makeQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        // The server may run on this machine, so being offline says nothing.
        networkMode: 'always',
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (count, error) => count < MAX_RETRIES && mayPass(error),
        retryDelay: (attempt) => 400 * 2 ** attempt,
        staleTime: 30_000,
      },
      mutations: { networkMode: 'always' },
    },
  });
