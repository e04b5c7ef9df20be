import fc from "fast-check";
import type { ProviderRow } from "../../../../src/domain/candidates/build-forest.ts";
import type { AgedRow } from "../../../../src/domain/candidates/view/aged-row.ts";
import type { CandidateView } from "../../../../src/domain/candidates/view/candidate-view.ts";
import { forests } from "../random.ts";

/** Rows with ages in the order of their names, so that a name has the same age in every world. */
export function aged(rows: readonly ProviderRow[]): AgedRow[] {
  return rows.map((row) => ({ ...row, age: Number(row.uuid.slice(1)) }));
}

/** The same providers with other numbers: generations, and what inventories say. */
function renumbered(rows: readonly AgedRow[], by: number): AgedRow[] {
  return rows.map((row) => ({
    ...row,
    generation: row.generation + by,
    inventories: row.inventories.map((one, at) => ({
      ...one,
      used: (one.used + by + at) % 3,
      total: 2 + ((one.total + by) % 3),
      minUnit: 1 + (by % 2),
    })),
  }));
}

/** Some states of one world after each other: all may be different, or only the numbers are. */
export const histories: fc.Arbitrary<AgedRow[][]> = fc
  .array(
    fc.oneof(
      forests.map((rows) => ({ rows: aged(rows) })),
      fc.integer({ min: 1, max: 5 }).map((by) => ({ by })),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .chain((steps) =>
    forests.map((first) => {
      const states = [aged(first)];
      for (const step of steps) {
        states.push("rows" in step ? step.rows : renumbered(states.at(-1)!, step.by));
      }
      return states;
    }),
  );

/** The roots of all trees that are not the same in two states. */
export function rootsChanged(before: readonly AgedRow[], after: readonly AgedRow[]): string[] {
  const state = (rows: readonly AgedRow[], root: string) =>
    JSON.stringify(rows.filter(({ rootUuid }) => rootUuid === root));
  const roots = new Set([...before, ...after].map(({ rootUuid }) => rootUuid));
  return [...roots].filter((root) => state(before, root) !== state(after, root));
}

/** What is told of a change: some roots, and the trees below them that there are. */
export function changesOf(roots: readonly string[], after: readonly AgedRow[]) {
  return { roots, rows: after.filter(({ rootUuid }) => roots.includes(rootUuid)) };
}

/** What searches see of a view: it knows all names. */
export function readsOf(view: CandidateView) {
  return {
    openCandidateSource: async () => ({
      unknownTraits: async () => [],
      unknownResourceClasses: async () => [],
      forests: () => view.forests(),
    }),
  };
}
