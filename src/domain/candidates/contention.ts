import type { CompiledRequest } from "./compiled-request.ts";
import { type Forest, inventoryRow } from "./forest.ts";

/**
 * What several needs may want of one inventory. Each fits alone, or it would not be in a domain; together they
 * may take too much, or more at once than `max_unit`, which binds the sum as it binds each.
 */
export interface Contention {
  /** By contested class and then by provider: how much may be taken in one candidate. */
  readonly room: readonly Float64Array[];
  /** By depth: what the need takes of contested classes. */
  readonly takes: readonly (readonly Take[])[];
}

/** An amount of a contested class. */
export interface Take {
  readonly contested: number;
  readonly amount: number;
}

/** What the providers of a problem have of contested classes, and what its needs take of them. */
export function findContention(
  forest: Forest,
  request: CompiledRequest,
  problem: { needs: Int32Array; providers: Int32Array },
): Contention {
  return {
    room: request.contested.map((resourceClass) =>
      Float64Array.from(problem.providers, (provider) => roomOf(forest, provider, resourceClass)),
    ),
    takes: Array.from(problem.needs, (need) =>
      request.needs[need]!.demands.flatMap(({ resourceClass, amount }) => {
        const at = request.contested.indexOf(resourceClass);
        return at === -1 ? [] : [{ contested: at, amount }];
      }),
    ),
  };
}

/** How much of a class may be taken from a provider in one candidate: what is left, and no more than `max_unit`. */
export function roomOf(forest: Forest, provider: number, resourceClass: number): number {
  const row = inventoryRow(forest, provider, resourceClass);
  const { capacities, useds, maxUnits } = forest.inventories;
  // Amounts are integers, so the fraction of a unit never matters; without it sums stay exact.
  return row === -1 ? 0 : Math.min(Math.floor(capacities[row]!) - useds[row]!, maxUnits[row]!);
}
