/** The grid lines of a chart, from 0 to at least `most`: round numbers, at most five besides zero. */
export function ticksUpTo(most: number): number[] {
  if (most <= 0) return [0, 1];
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, power * ([1, 2, 5, 10].find((nice) => nice * power >= rough) ?? 10));
  const count = Math.ceil(most / step);
  return Array.from({ length: count + 1 }, (_, i) => i * step);
}

/** Which labels fit next to each other; the last one is always shown. */
export function labelled(count: number, width: number, labelWidth: number): (index: number) => boolean {
  const every = Math.max(1, Math.ceil((count * labelWidth) / Math.max(1, width)));
  return (index) => (count - 1 - index) % every === 0;
}

/** Runs of consecutive values: the line has gaps where there is no value. */
export function runsOf<T extends { value: number | null }>(points: readonly T[]): number[][] {
  const runs: number[][] = [];
  points.forEach(({ value }, i) => {
    if (value === null) return;
    const last = runs.at(-1);
    if (last?.at(-1) === i - 1) last.push(i);
    else runs.push([i]);
  });
  return runs;
}
