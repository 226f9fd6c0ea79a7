import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from '@/api/problem';

const TRIES = 2;

/** What may work a moment later: the server was away or busy. A refusal stays one. */
const mayPass = (error: unknown) => !(error instanceof ApiProblem) || error.status >= 500;

export const makeQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        // The server may be this very machine: whether there is a network says nothing.
        networkMode: 'always',
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (count, error) => count < TRIES && mayPass(error),
        retryDelay: (attempt) => 400 * 2 ** attempt,
        staleTime: 30_000,
      },
      mutations: { networkMode: 'always' },
    },
  });
