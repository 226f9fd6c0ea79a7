import type { Notice, NoticeContent, NoticeSource, Reader } from '@/feature/notices';
import { browserStorage } from '@/lib/storage';
import { createStore } from '@/lib/store';
import type { LiveEvent } from '@/live/events';

/** A feature's source of notices, by the feature's id. */
export interface FeatureNotices {
  id: string;
  source: NoticeSource;
}

interface Stored {
  /** Newest first. */
  notices: readonly Notice[];
  /** Events that have already become notices: the server repeats them after a reload. */
  seen: readonly string[];
  /** What each feature remembers. */
  memories: Readonly<Record<string, unknown>>;
}

/** Whether the list of notifications is open. */
export const noticePanel = createStore(false);

const NOTHING: Stored = { notices: [], seen: [], memories: {} };
const MAX_NOTICES = 100;
const MAX_SEEN = 400;
/** Notices further apart than this are not merged. */
const TOGETHER_MS = 3_600_000;

/**
 * One user's notices, in local storage: they survive a reload, and all tabs show the same. Every change starts from what
 * is stored, because other tabs receive the same events.
 */
export class NoticeStore {
  #key: string;
  #reader: Reader;
  #features: readonly FeatureNotices[];
  #stored = createStore(NOTHING);
  #subscribers = 0;

  constructor(reader: Reader, features: readonly FeatureNotices[]) {
    this.#reader = reader;
    this.#features = features;
    this.#key = `tms.notices.${reader.id}`;
    this.#stored.set(this.#read());
  }

  get = (): readonly Notice[] => this.#stored.get().notices;

  subscribe = (listener: (notices: readonly Notice[]) => void) => {
    const unsubscribe = this.#stored.subscribe(({ notices }) => listener(notices));
    if (this.#subscribers === 0) addEventListener('storage', this.#onStorage);
    this.#subscribers += 1;
    return () => {
      unsubscribe();
      this.#subscribers -= 1;
      if (this.#subscribers === 0) removeEventListener('storage', this.#onStorage);
    };
  };

  /** Adds the notice for an event. Nobody is notified of their own changes. */
  hear(event: LiveEvent) {
    const stored = this.#read();
    if (stored.seen.includes(event.id)) return;
    const isOwn = event.actor_id === this.#reader.id;
    const memories = { ...stored.memories };
    let { notices } = stored;
    for (const { id, source } of this.#features) {
      const memory = memories[id] ?? source.initial;
      const content = isOwn ? null : source.noticeOf(event, this.#reader, memory);
      if (content) notices = withNotice(notices, toNotice(content, event, id)).slice(0, MAX_NOTICES);
      memories[id] = source.remember?.(memory, event, this.#reader) ?? memory;
    }
    const seen = notices === stored.notices ? stored.seen : [...stored.seen, event.id].slice(-MAX_SEEN);
    const isSame = seen === stored.seen && Object.keys(memories).every((id) => memories[id] === stored.memories[id]);
    if (!isSame) this.#write({ notices, seen, memories });
  }

  /** Changes what a feature remembers. */
  updateMemory(id: string, change: (memory: unknown) => unknown) {
    const stored = this.#read();
    const source = this.#features.find((feature) => feature.id === id)?.source;
    if (!source) return;
    const memory = change(stored.memories[id] ?? source.initial);
    this.#write({ ...stored, memories: { ...stored.memories, [id]: memory } });
  }

  /** Reads from the server what later changes are compared with. If that fails, notices are less specific. */
  async prepare(signal: AbortSignal) {
    const prepared = this.#features.map(async ({ id, source }) => {
      const update = await source.prepare?.(this.#reader, signal);
      if (update && !signal.aborted) this.updateMemory(id, (memory) => update.apply(memory));
    });
    await Promise.allSettled(prepared);
  }

  /** Marks one as read, or without an id all of them. */
  markRead(id?: string) {
    const stored = this.#read();
    const notices = stored.notices.map((each) =>
      id === undefined || each.id === id ? { ...each, isRead: true } : each,
    );
    this.#write({ ...stored, notices });
  }

  clear() {
    browserStorage.remove(this.#key);
    this.#stored.set(NOTHING);
  }

  #read(): Stored {
    try {
      const stored = { ...NOTHING, ...(JSON.parse(browserStorage.get(this.#key) ?? '{}') as Partial<Stored>) };
      // Notices of features that this client does not have cannot be shown.
      const notices = stored.notices.filter(({ feature }) => this.#features.some(({ id }) => id === feature));
      return notices.length === stored.notices.length ? stored : { ...stored, notices };
    } catch {
      return NOTHING;
    }
  }

  #write(stored: Stored) {
    browserStorage.set(this.#key, JSON.stringify(stored));
    this.#stored.set(stored);
  }

  #onStorage = ({ key }: StorageEvent) => {
    if (key === this.#key || key === null) this.#stored.set(this.#read());
  };
}

const toNotice = (content: NoticeContent, event: LiveEvent, feature: string): Notice => ({
  ...content,
  group: `${feature}:${content.group}`,
  id: event.id,
  at: event.at,
  actorId: event.actor_id,
  feature,
  count: 1,
  isRead: false,
});

/** The notices with one more, merged with an unread one of the same group. */
function withNotice(notices: readonly Notice[], notice: Notice): Notice[] {
  const alike = notices.find(
    ({ group, isRead, at }) =>
      group === notice.group && !isRead && Date.parse(notice.at) - Date.parse(at) < TOGETHER_MS,
  );
  return [alike ? merge(alike, notice) : notice, ...notices.filter((each) => each !== alike)];
}

/** The newer notice with the older one's `from`, unless the newer one leads back there. */
function merge(older: Notice, newer: Notice): Notice {
  const from = older.from !== undefined && older.from !== newer.to ? older.from : newer.from;
  return { ...newer, count: older.count + 1, ...(from !== undefined && { from }) };
}
