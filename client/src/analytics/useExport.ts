import { useEffect, useRef, useState } from 'react';
import { api } from '@/api/client';
import type { SessionStatus } from '@/api/types';
import { collect, nameOf, save } from './download';

/** What to put in a file, and what kind of file. */
export interface ExportOptions {
  format: 'pdf' | 'excel' | 'csv';
  section?: 'sessions' | 'users' | 'attendance' | undefined;
  from?: string | undefined;
  to?: string | undefined;
  trainer_id?: number | undefined;
  status?: SessionStatus | undefined;
}

type State = { is: 'idle' } | { is: 'running'; bytes: number } | { is: 'failed'; error: unknown };

/** A report on its way: how much of it has come, and how to call it off. Leaving the page calls it off too. */
export function useExport(onSaved: (name: string, size: number) => void) {
  const [state, setState] = useState<State>({ is: 'idle' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  async function start(query: ExportOptions) {
    running.current?.abort();
    const controller = new AbortController();
    const { signal } = controller;
    running.current = controller;
    setState({ is: 'running', bytes: 0 });
    try {
      const { response } = await api.GET('/reports/generate', { params: { query }, parseAs: 'stream', signal });
      const file = await collect(response, (bytes) => setState({ is: 'running', bytes }));
      save(file, nameOf(response));
      setState({ is: 'idle' });
      onSaved(nameOf(response), file.size);
    } catch (error) {
      if (!signal.aborted) setState({ is: 'failed', error });
    }
  }

  function cancel() {
    running.current?.abort();
    setState({ is: 'idle' });
  }

  return { state, start, cancel };
}
