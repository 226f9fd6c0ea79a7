import { serverNow } from '@/lib/serverClock';
import { browserStorage } from '@/lib/storage';
import { createStore } from '@/lib/store';

/** When nobody looked at this client, in milliseconds since 1970. */
export interface Absence {
  from: number;
  until: number;
}

interface Visits {
  /** When somebody last looked. */
  seen: number;
  /** The last absence, unless it has been dismissed. */
  away?: Absence | undefined;
}

/** An absence of less than that is none. */
const AWAY_MS = 3_600_000;
/** Within that, what nobody has looked at after one absence belongs to the next one as well. */
const GOES_ON_MS = 86_400_000;
const LOOK_MS = 30_000;

/** The absence that the user has come back from; null if there was none, or if it was dismissed. */
export const absence = createStore<Absence | null>(null);

// Signing out does not end it: it tells the next visit when this one was.
const keyOf = (userId: number) => `tms.visits.${userId}`;

function visitsOf(userId: number): Visits | null {
  try {
    const visits = JSON.parse(browserStorage.get(keyOf(userId)) ?? 'null') as Visits | null;
    return typeof visits?.seen === 'number' ? visits : null;
  } catch {
    return null;
  }
}

function keep(userId: number, visits: Visits) {
  browserStorage.set(keyOf(userId), JSON.stringify(visits));
  const { away = null } = visits;
  const shown = absence.get();
  if (shown?.from !== away?.from || shown?.until !== away?.until) absence.set(away);
}

/** The visits after somebody has looked. */
export function visitsAfter(before: Visits | null, now: number): Visits {
  if (before === null || now - before.seen < AWAY_MS) return { seen: now, away: before?.away };
  const { seen, away } = before;
  return { seen: now, away: { from: away && now - away.until < GOES_ON_MS ? away.from : seen, until: now } };
}

/** Where the client kept titles and names before the server kept notifications. */
const OUTDATED = 'tms.notices.';

/** Notes for as long as the page is in sight that somebody looks. Returns a function that ends it. */
export function watchVisits(userId: number): () => void {
  for (const key of browserStorage.keys().filter((each) => each.startsWith(OUTDATED))) browserStorage.remove(key);
  const look = () => {
    if (document.visibilityState === 'visible') keep(userId, visitsAfter(visitsOf(userId), serverNow()));
  };
  look();
  // A computer that wakes from sleep goes on with its timers.
  const timer = setInterval(look, LOOK_MS);
  document.addEventListener('visibilitychange', look);
  addEventListener('focus', look);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', look);
    removeEventListener('focus', look);
    absence.set(null);
  };
}

/** Somebody does not want to hear of their absence any more. */
export function dismissAbsence(userId: number) {
  keep(userId, { seen: visitsOf(userId)?.seen ?? serverNow() });
}
