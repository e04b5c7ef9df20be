import type { Figure } from "./run-scenes.ts";
import { type Spread, spreadOf } from "./statistics.ts";

/** How a figure went since the other run. */
export type Verdict = "faster" | "slower" | "same within spread" | "not measured";

/** A figure beside that of the other run. */
export interface Comparison {
  readonly id: string;
  readonly before: Spread | undefined;
  readonly after: Spread | undefined;
  readonly verdict: Verdict;
}

/** Medians that are closer than this are the same, however small the spread was. */
const TOLERANCE = 0.05;

type Comparable = Pick<Figure, "id" | "better" | "samples">;

/** Compares the figures that either run has, in the new one's order. */
export function compareFigures(before: readonly Comparable[], after: readonly Comparable[]): Comparison[] {
  const old = new Map(before.map((figure) => [figure.id, figure]));
  const gone = before.filter((figure) => !after.some(({ id }) => id === figure.id));
  return [
    ...after.map((figure) => compare(old.get(figure.id)?.samples ?? [], figure)),
    ...gone.map((figure) => compare(figure.samples, { ...figure, samples: [] })),
  ];
}

/**
 * Better or worse is said only where no round of one run reaches into the rounds of the other: machines are noisy,
 * and a median alone moves by itself.
 */
function compare(samples: readonly number[], { id, better, samples: now }: Comparable): Comparison {
  const before = spreadOf(samples);
  const after = spreadOf(now);
  return { id, before, after, verdict: verdictOf(before, after, better) };
}

function verdictOf(before: Spread | undefined, after: Spread | undefined, better: "more" | "less"): Verdict {
  if (before === undefined || after === undefined) return "not measured";
  if (Math.abs(after.median - before.median) <= TOLERANCE * Math.abs(before.median))
    return "same within spread";
  if (after.min > before.max) return better === "more" ? "faster" : "slower";
  if (after.max < before.min) return better === "more" ? "slower" : "faster";
  return "same within spread";
}
