import type { Session, User } from '@/api/types';
import type { LiveEvent } from '@/live/events';
import { joined, type Notice, noticeOf } from './notice';
import { briefOf, forget, learn, type Memory, tidied } from './sessionSnapshots';

interface Kept {
  /** The newest first. */
  notices: readonly Notice[];
  /** Events that have become notices already: the server tells them again after a reload. */
  seen: readonly string[];
  memory: Memory;
  /** The memory holds every session to come. */
  isWhole: boolean;
}

const NOTHING: Kept = { notices: [], seen: [], memory: {}, isWhole: false };
const MOST = 100;
const MOST_SEEN = 400;
/** Notices further apart than this are separate news. */
const TOGETHER_MS = 3_600_000;

/**
 * One person's notices, in local storage: they survive a reload, and all tabs see the same. Every change begins with
 * what is stored, since another tab hears the same events.
 */
export class NoticeStore {
  #key: string;
  #me: Pick<User, 'id' | 'role'>;
  #kept: Kept;
  #listeners = new Set<() => void>();

  constructor(me: Pick<User, 'id' | 'role'>) {
    this.#me = me;
    this.#key = `tms.notices.${me.id}`;
    this.#kept = this.#read();
  }

  get = (): readonly Notice[] => this.#kept.notices;

  get isWhole() {
    return this.#kept.isWhole;
  }

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    addEventListener('storage', this.#onStorage);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) removeEventListener('storage', this.#onStorage);
    };
  };

  hear(event: LiveEvent) {
    const kept = this.#read();
    if (kept.seen.includes(event.id)) return;
    const notice = noticeOf(event, this.#me, kept.memory, kept.isWhole);
    const memory = this.#remembering(kept.memory, event);
    if (!notice && memory === kept.memory) return;
    this.#write({
      ...kept,
      memory,
      ...(notice && {
        notices: added(kept.notices, notice).slice(0, MOST),
        seen: [...kept.seen, event.id].slice(-MOST_SEEN),
      }),
    });
  }

  /** Every session to come, as it is now: what later changes are compared with. */
  knowAll(sessions: readonly Session[], now = Date.now()) {
    const kept = this.#read();
    let { memory } = kept;
    for (const session of sessions) memory = learn(memory, session.id, briefOf(session, this.#me.id));
    this.#write({ ...kept, memory: tidied(memory, now), isWhole: true });
  }

  /** One has been read, or all. */
  markRead(id?: string) {
    const kept = this.#read();
    const notices = kept.notices.map((each) => (id === undefined || each.id === id ? { ...each, isRead: true } : each));
    this.#write({ ...kept, notices });
  }

  clear() {
    localStorage.removeItem(this.#key);
    this.#become(NOTHING);
  }

  #remembering(memory: Memory, event: LiveEvent): Memory {
    if (this.#me.role === 'admin') return memory;
    if (event.type === 'session_deleted') {
      const id = event.data.session_id;
      return memory[id] ? forget(memory, id) : memory;
    }
    if (event.type !== 'session_created' && event.type !== 'session_updated') return memory;
    return learn(memory, event.data.id, briefOf(event.data, this.#me.id));
  }

  #read(): Kept {
    try {
      return { ...NOTHING, ...(JSON.parse(localStorage.getItem(this.#key) ?? '{}') as Partial<Kept>) };
    } catch {
      return NOTHING;
    }
  }

  #write(kept: Kept) {
    try {
      localStorage.setItem(this.#key, JSON.stringify(kept));
    } catch {
      // Full: what is known stays for as long as this tab does.
    }
    this.#become(kept);
  }

  #become(kept: Kept) {
    this.#kept = kept;
    for (const listener of this.#listeners) listener();
  }

  #onStorage = ({ key }: StorageEvent) => {
    if (key === this.#key || key === null) this.#become(this.#read());
  };
}

function added(notices: readonly Notice[], notice: Notice): Notice[] {
  const alike = notices.find(
    ({ group, isRead, at }) =>
      group === notice.group && !isRead && Date.parse(notice.at) - Date.parse(at) < TOGETHER_MS,
  );
  return [alike ? joined(alike, notice) : notice, ...notices.filter((each) => each !== alike)];
}
