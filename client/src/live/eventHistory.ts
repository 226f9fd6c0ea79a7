import type { LiveEvent } from './events';

const MAX_ENTRIES = 1000;

interface Moment {
  position: string;
  event: LiveEvent | null;
}

/**
 * What the socket told lately, in order. An answer to a request may be older than what the socket has told by the
 * time it arrives; the events after its position are then applied to it.
 */
export class EventHistory {
  #moments: Moment[] = [];
  #dropped = 0;

  /** How much has ever been told: a place to come back to. */
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

  /** Positions of another life of the server say nothing about this one's. */
  clear() {
    this.#dropped += this.#moments.length;
    this.#moments = [];
  }

  /**
   * The events that an answer may lack. `position` is the answer's own; `asked` is `length` at the time of asking.
   * Positions are opaque: one that was never told here is ahead of the socket, or fell on something hidden. Then
   * all that is known is applied, which does no harm, since versions decide. `doubtful` are those among them that
   * were told before the question; `isComplete` is false when more has happened than is kept.
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
