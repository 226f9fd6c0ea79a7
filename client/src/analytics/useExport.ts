import { useEffect, useRef, useState } from 'react';
import { api } from '@/api/client';
import { Unreachable } from '@/api/problem';
import { saveFile } from '@/api/saveFile';
import type { SessionStatus } from '@/api/types';
import type { Language } from '@/i18n';

/** What to export, and in which format. */
export interface ExportOptions {
  format: 'pdf' | 'excel' | 'csv';
  section?: 'sessions' | 'users' | 'attendance' | undefined;
  contents?: 'summary' | 'sessions' | 'attendance' | 'all' | undefined;
  separator?: 'comma' | 'semicolon' | 'tab' | undefined;
  language?: Language | undefined;
  time_zone?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  trainer_id?: number | undefined;
  status?: SessionStatus | undefined;
}

type State = { is: 'idle' } | { is: 'running'; bytes: number } | { is: 'failed'; error: unknown };

/** A report download: its progress, and how to cancel it. Leaving the page cancels it too. */
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
      saveFile(file, nameOf(response));
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

/** Reads a response in chunks and reports how many bytes have arrived so far. */
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

/** The server breaks the connection when it cannot finish a file; an incomplete file must not be saved. */
function broken(error: unknown): never {
  if (error instanceof DOMException && error.name === 'AbortError') throw error;
  throw new Unreachable(error);
}

/** The file name from the response. */
const nameOf = (response: Response) =>
  /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? 'report';
