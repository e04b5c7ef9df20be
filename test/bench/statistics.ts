/** What several rounds gave. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** The least, the middle and the greatest of some samples; undefined where there are none. */
export function spreadOf(samples: readonly number[]): Spread | undefined {
  const sorted = samples.filter((sample) => !Number.isNaN(sample)).sort((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) return undefined;
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? max;
  const lower = sorted[(sorted.length - 1) >> 1] ?? min;
  return { min, median: (lower + upper) / 2, max };
}

/**
 * By how much samples that were taken at equal distances rise from one to the next: the median of the slopes between
 * all pairs of them (Theil and Sen), which a single jump or an odd sample hardly moves. 0 for one.
 */
export function slopeOf(samples: readonly number[]): number {
  const slopes = samples.flatMap((from, at) =>
    samples.slice(at + 1).map((to, distance) => (to - from) / (distance + 1)),
  );
  return spreadOf(slopes)?.median ?? 0;
}
