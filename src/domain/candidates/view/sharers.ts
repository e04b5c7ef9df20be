import { SHARING_TRAIT } from "../forest.ts";
import type { AgedRow } from "./aged-row.ts";

/** A tree in which some provider shares: all its members, and the aggregates through which it does. */
export interface Sharer {
  readonly rows: readonly AgedRow[];
  readonly aggregates: ReadonlySet<string>;
}

/** All trees in which some provider shares, by the uuids of their roots. */
export type Sharers = ReadonlyMap<string, Sharer>;

/** Where nobody shares. */
export const NO_SHARERS: Sharers = new Map();

/** All trees in which some provider shares, after some trees have changed; the same object where none of these does or did. */
export function changeSharers(sharers: Sharers, trees: ReadonlyMap<string, readonly AgedRow[]>): Sharers {
  const changed = new Map(sharers);
  let touched = false;
  for (const [root, rows] of trees) {
    const sharer = sharerOf(rows);
    touched = changed.delete(root) || sharer !== undefined || touched;
    if (sharer !== undefined) changed.set(root, sharer);
  }
  return touched ? changed : sharers;
}

function sharerOf(rows: readonly AgedRow[]): Sharer | undefined {
  const aggregates = rows.flatMap((row) => (row.traits.includes(SHARING_TRAIT) ? row.aggregates : []));
  return aggregates.length === 0 ? undefined : { rows, aggregates: new Set(aggregates) };
}
