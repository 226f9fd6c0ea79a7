import type { LiveEvent } from './events';

const MAX_ENTRIES = 1000;

interface Moment {
  position: string;
  event: LiveEvent | null;
}

/**
 * The socket's latest events, in order. A response may be older than what the socket has sent by the
 * time it arrives; the events after its position are then applied to it.
 */
export class EventHistory {
  #moments: Moment[] = [];
  #dropped = 0;

  /** The number of events ever received: a mark to return to. */
  get length() {
    return this.#dropped + this.#moments.length;
  }

  note(position: string, event: LiveEvent | null) {
    this.#moments.push({ position, event });
    if (this.#moments.length > MAX_ENTRIES) {
      this.#moments.shift();
      this.#dropped += 1;
    }
  }

  /** Positions from before the server was reset mean nothing now. */
  clear() {
    this.#dropped += this.#moments.length;
    this.#moments = [];
  }

  /**
   * The events that a response may lack. `position` is the response's own; `asked` is `length` at the time of the request.
   * Positions are opaque: an unknown one is ahead of the socket, or belongs to a hidden event. In that case
   * all known events are applied, which is harmless (`changesInOrder`). `doubtful` are those of them that
   * arrived before the request; `isComplete` is false when more has happened than is kept.
   */
  since(position: string | null, asked: number) {
    const found = this.#moments.findLastIndex((moment) => moment.position === position);
    const missed = this.#moments.slice(found + 1);
    const events = missed.flatMap(({ event }) => (event ? [event] : []));
    const told = found >= 0 ? found + 1 : Math.max(0, asked - this.#dropped);
    const fresh = new Set(this.#moments.slice(told).flatMap(({ event }) => (event ? [event] : [])));
    return { events, fresh, isComplete: found >= 0 || asked >= this.#dropped };
  }
}
