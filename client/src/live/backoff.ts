const FIRST_MS = 400;
const LONGEST_MS = 10_000;

/** How long to wait before trying again for the nth time (0, 1, …): growing, and different for everybody. */
export function retryDelay(attempt: number, random: () => number = Math.random): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return longest * (0.5 + random() / 2);
}
