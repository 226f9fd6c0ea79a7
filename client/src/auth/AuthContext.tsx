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

/** Provides the sign-in to everything below it until it ends, in whichever tab that happens. */
export function AuthProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const signIn = useStore(authStore);
  const auth = useMemo<Auth>(() => {
    const signOut = () => {
      const token = authStore.token();
      // Signing out works without the server too; the token then expires in time.
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

/** The signed-in user. Only for components inside `ProtectedRoute`. */
export function useMe(): User {
  const { signIn } = useAuth();
  if (!signIn) throw new Error('nobody is signed in');
  return signIn.user;
}

/** The server's response to a sign-in, as it is stored. */
export function toStoredSignIn({ access_token, expires_in, user, force_password_change }: TokenResponse): StoredSignIn {
  const isTemporary = force_password_change || user.is_temporary_password;
  const expiresAt = Date.now() + expires_in * 1000;
  return { token: access_token, user: { ...user, is_temporary_password: isTemporary }, expiresAt };
}
