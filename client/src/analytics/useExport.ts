import { useEffect, useRef, useState } from 'react';
import { api } from '@/api/client';
import { Unreachable } from '@/api/problem';
import type { SessionStatus } from '@/api/types';

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

/** Reads an answer piece by piece, telling how much has come so far (in bytes). */
async function collect(response: Response, onBytes: (count: number) => void): Promise<Blob> {
  const reader = response.body?.getReader();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let count = 0;
  while (reader) {
    const { done, value } = await reader.read().catch(broken);
    if (done) break;
    pieces.push(value);
    count += value.length;
    onBytes(count);
  }
  return new Blob(pieces, { type: response.headers.get('Content-Type') ?? '' });
}

/** The server ends the connection when a file cannot be finished; half a file is none. */
function broken(error: unknown): never {
  if (error instanceof DOMException && error.name === 'AbortError') throw error;
  throw new Unreachable(error);
}

/** The name that the server gave to a file. */
const nameOf = (response: Response) =>
  /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? 'report';

const REVOKE_AFTER_MS = 60_000;

/** Gives a file to the browser to keep. */
function save(file: Blob, name: string) {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), REVOKE_AFTER_MS);
}
