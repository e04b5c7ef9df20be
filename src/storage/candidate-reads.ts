import type { ProviderRow } from "../domain/candidates/build-forest.ts";
import { SHARING_TRAIT } from "../domain/candidates/forest.ts";
import type { StoredInventory } from "../domain/inventory.ts";
import type { Reads } from "../domain/reads.ts";
import {
  candidateTreesStatement,
  type SharedAggregates,
  sharedAggregatesStatement,
  type TraitIds,
} from "./candidate-trees.ts";
import type { RunStatement } from "./statement.ts";
import { readTraitIds, readTraitNames } from "./trait-ids.ts";
import { type TreeConditions, treeConditions } from "./tree-conditions.ts";

/** The reads of candidate searches. */
export type CandidateReads = Pick<Reads, "listCandidateTrees">;

/** Reads what candidate searches look at. */
export function createCandidateReads(run: RunStatement): CandidateReads {
  return {
    async listCandidateTrees(request, page) {
      const conditions = treeConditions(request);
      const traits = await traitIdsOf(run, conditions);
      const shared = await sharedAggregates(run, conditions, traits);
      const { statement, values } = candidateTreesStatement(conditions, traits, { shared, page });
      const rows = await run<TreeRow>(statement, values);
      const places = rows.flatMap(({ place }) => place ?? []);
      const traitNames = await readTraitNames(run, new Set(rows.flatMap((row) => row.traits ?? [])));
      return {
        rows: rows.map((row) => providerFromRow(row, traitNames)),
        next: places.length < page.count ? undefined : places.reduce(laterOf(page.seed === undefined)),
      };
    },
  };
}

/** A trait keeps its id for ever: to ask for it apart is not to see another moment. */
async function traitIdsOf(run: RunStatement, { root, parts }: TreeConditions): Promise<TraitIds> {
  const named = [root, ...parts].flatMap(({ requiredTraits = [], forbiddenTraits = [] }) => [
    ...requiredTraits.flat(),
    ...forbiddenTraits,
  ]);
  const byName = await readTraitIds(run, [SHARING_TRAIT, ...named]);
  // No trait has this id: where nobody can share, nobody does.
  return { byName, sharing: byName.get(SHARING_TRAIT) ?? -1 };
}

/**
 * What is shared is asked for before the trees are, and may be a moment older: a tree that is left out for it had
 * nothing to offer a moment ago.
 */
async function sharedAggregates(
  run: RunStatement,
  conditions: TreeConditions,
  traits: TraitIds,
): Promise<SharedAggregates> {
  const { statement, values } = sharedAggregatesStatement(conditions, traits);
  const rows = await run<{ part: number; aggregates: string[] }>(statement, values);
  return new Map(rows.map(({ part, aggregates }) => [part, aggregates]));
}

interface TreeRow {
  uuid: string;
  generation: number;
  parent_uuid: string | null;
  root_uuid: string;
  /** Where a root that was asked for stands in the order; null for all others. */
  place: string | null;
  traits: number[] | null;
  aggregates: string[] | null;
  inventories: InventoryArray[] | null;
}

type InventoryArray = [string, number, number, number, number, number, number, number];

function providerFromRow(row: TreeRow, traitNames: ReadonlyMap<number, string>): ProviderRow {
  return {
    uuid: row.uuid,
    generation: row.generation,
    parentUuid: row.parent_uuid ?? undefined,
    rootUuid: row.root_uuid,
    traits: (row.traits ?? []).flatMap((id) => traitNames.get(id) ?? []),
    aggregates: row.aggregates ?? [],
    inventories: (row.inventories ?? []).map(inventoryFromArray),
  };
}

function inventoryFromArray(array: InventoryArray): StoredInventory {
  const [resourceClass, total, reserved, minUnit, maxUnit, stepSize, allocationRatio, used] = array;
  return { resourceClass, total, reserved, minUnit, maxUnit, stepSize, allocationRatio, used };
}

/** Compares places in the order: ids as numbers, all else as texts. */
function laterOf(byAge: boolean): (a: string, b: string) => string {
  return byAge ? (a, b) => (BigInt(a) > BigInt(b) ? a : b) : (a, b) => (a > b ? a : b);
}
