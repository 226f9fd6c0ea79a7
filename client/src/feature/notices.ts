import type { TablerIcon } from '@tabler/icons-react';
import type { User } from '@/api/types';
import type { LiveEvent } from '@/live/events';

/** Whom notices are for. */
export type Reader = Pick<User, 'id' | 'role'>;

/** Something that concerns a reader, as it is stored; its text is produced when it is shown. */
export interface NoticeContent {
  kind: string;
  /** Unread notices of the same group are merged. */
  group: string;
  /** What it is about, if that has an id. */
  subjectId?: number;
  /** A person whose name is looked up when the notice is shown, unless `name` is given. */
  personId?: number;
  title?: string;
  name?: string;
  from?: string;
  to?: string;
  /** Further values for the text. */
  details?: Readonly<Record<string, string | number>>;
}

export interface Notice extends NoticeContent {
  /** The event's id. */
  id: string;
  at: string;
  /** Who did it; null or missing if that is not known. */
  actorId?: number | null;
  /** The feature that the notice belongs to. */
  feature: string;
  /** How many notices it stands for. */
  count: number;
  isRead: boolean;
}

/** Changes a memory with what was read. */
export interface MemoryUpdate<Memory> {
  apply(memory: Memory): Memory;
}

/** How a feature turns events into notices. `Memory` is what it needs to remember; it is stored as JSON. */
export interface NoticeSource<Memory = unknown> {
  /** The memory before anything has happened. */
  initial: Memory;
  /** The notice for an event; null if it does not concern the reader. */
  noticeOf(event: LiveEvent, reader: Reader, memory: Memory): NoticeContent | null;
  /** The memory after an event; the same object if nothing changes. */
  remember?(memory: Memory, event: LiveEvent, reader: Reader): Memory;
  /** Reads from the server what later changes are compared with. */
  prepare?(reader: Reader, signal: AbortSignal): Promise<MemoryUpdate<Memory>>;
  icons: Readonly<Record<string, TablerIcon>>;
  /** The notice as a sentence. `person` is the name of `personId`. */
  textOf(notice: Notice, reader: Reader, person: string): string;
  /** The path of what the notice is about. */
  pathOf(notice: Notice, reader: Reader): string;
}
