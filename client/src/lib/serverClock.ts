/** How far the server's clock is ahead of this computer's, in milliseconds. */
let aheadMs = 0;

/** A `Date` header is in whole seconds, rounded down, and servers renew it once a second. */
const PRECISION_MS = 2000;

/**
 * Notes the `Date` header of a response, for a request sent at `sentAt` by this computer's clock. The server's clock was
 * somewhere in between: as long as what is known is possible, it stays.
 */
export function noteServerDate(date: string | null, sentAt: number, receivedAt = Date.now()) {
  const at = Date.parse(date ?? '');
  if (Number.isNaN(at)) return;
  const earliest = at - receivedAt;
  const latest = at + PRECISION_MS - sentAt;
  const isPossible = (ahead: number) => earliest <= ahead && ahead <= latest;
  if (!isPossible(aheadMs)) aheadMs = isPossible(0) ? 0 : Math.round((earliest + latest) / 2);
}

/**
 * The current time in milliseconds since 1970, by the server's clock: a computer's own clock may be wrong, and sessions
 * begin when the server says so.
 */
export const serverNow = () => Date.now() + aheadMs;
