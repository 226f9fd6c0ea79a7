import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { api } from '@/api/client';
import type { TokenResponse, User } from '@/api/types';
import { useStore } from '@/lib/store';
import { authStore, type StoredSignIn } from './authStore';

interface Auth {
  signIn: StoredSignIn | null;
  signOut: () => void;
}

const AuthContext = createContext<Auth | null>(null);

/** Gives the sign-in to everything below, and takes it away when it ends, in whatever tab that happened. */
export function AuthProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const signIn = useStore(authStore);
  const auth = useMemo<Auth>(() => {
    const signOut = () => {
      const token = authStore.token();
      // Leaving works without the server too; then the token ends by itself in time.
      const headers = { Authorization: `Bearer ${token}` };
      if (token) void api.POST('/auth/logout', { headers }).catch(() => undefined);
      authStore.clear('signed_out');
      queries.clear();
    };
    return { signIn, signOut };
  }, [signIn, queries]);
  return <AuthContext value={auth}>{children}</AuthContext>;
}

export function useAuth(): Auth {
  const auth = useContext(AuthContext);
  if (!auth) throw new Error('AuthProvider is missing');
  return auth;
}

/** Who is signed in. Only for what stands behind `ProtectedRoute`. */
export function useMe(): User {
  const { signIn } = useAuth();
  if (!signIn) throw new Error('nobody is signed in');
  return signIn.user;
}

/** What the server answers to a sign-in, as it is kept. */
export function toStoredSignIn({ access_token, expires_in, user, force_password_change }: TokenResponse): StoredSignIn {
  const isTemporary = force_password_change || user.is_temporary_password;
  const expiresAt = Date.now() + expires_in * 1000;
  return { token: access_token, user: { ...user, is_temporary_password: isTemporary }, expiresAt };
}
