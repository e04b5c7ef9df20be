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
 * Better or worse is said only where what one run may give does not reach into what the other may: machines are
 * noisy, and a median alone moves by itself.
 */
function compare(samples: readonly number[], { id, better, samples: now }: Comparable): Comparison {
  const before = spreadOf(samples);
  const after = spreadOf(now);
  if (before === undefined || after === undefined) return { id, before, after, verdict: "not measured" };
  const near = Math.abs(after.median - before.median) <= TOLERANCE * Math.abs(before.median);
  const sign = better === "more" ? 1 : -1;
  const rise = near ? 0 : sign * riseBetween(reachOf(before, samples.length), reachOf(after, now.length));
  return { id, before, after, verdict: rise > 0 ? "faster" : rise < 0 ? "slower" : "same within spread" };
}

/**
 * How far another round might have gone: beyond the outermost by as much as samples lie apart. Few rounds show little
 * of their spread, and one shows none of it.
 */
function reachOf({ min, max }: Spread, count: number): { from: number; to: number } {
  if (count < 2) return { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  const apart = (max - min) / (count - 1);
  return { from: min - apart, to: max + apart };
}

/** 1 if all of the second is above the first, -1 if all is below, else 0. */
function riseBetween(before: { from: number; to: number }, after: { from: number; to: number }): number {
  if (after.from > before.to) return 1;
  return after.to < before.from ? -1 : 0;
}
