import { Unreachable } from '@/api/problem';

/** Reads an answer piece by piece, telling how much has come so far (in bytes). */
export async function collect(response: Response, onBytes: (count: number) => void): Promise<Blob> {
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
export const nameOf = (response: Response) =>
  /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? 'report';

const KEPT_MS = 60_000;

/** Gives a file to the browser to keep. */
export function save(file: Blob, name: string) {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
