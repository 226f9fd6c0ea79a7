const known = new Map<string, boolean>();

/** Whether this browser knows a time zone: it may be older than a zone, and does not know its own `Etc/Unknown`. */
export function isKnownZone(zone: string): boolean {
  let isKnown = known.get(zone);
  if (isKnown === undefined) {
    try {
      isKnown = Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
    } catch {
      isKnown = false;
    }
    known.set(zone, isKnown);
  }
  return isKnown;
}

/** The zone in which to show the times of a zone: that zone, or UTC if this browser does not know it. */
export const shownZone = (zone: string) => (isKnownZone(zone) ? zone : 'UTC');
