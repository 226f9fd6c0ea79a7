import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { AuthProvider, useAuth } from '@/auth/AuthContext';
import { SessionGuard } from '@/auth/SessionGuard';
import { ToastArea } from '@/ui/feedback/ToastArea';
import { cssVariables, theme } from '@/ui/theme';
import { nonce } from './nonce';
import { makeQueryClient } from './queryClient';
import { makeRouter } from './router';

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

/** When somebody signs in or out, here or in another tab, the routes ask again who may see what. */
function FollowSignIn({ router, forget }: { router: ReturnType<typeof makeRouter>; forget: () => void }) {
  const { signIn } = useAuth();
  const userId = signIn?.user.id ?? null;
  const isTemporary = signIn?.user.is_temporary_password;
  // biome-ignore lint/correctness/useExhaustiveDependencies: these are what it follows
  useEffect(() => {
    if (userId === null) forget();
    void router.invalidate();
  }, [userId, isTemporary, router]);
  return null;
}
