import type { ProviderRow } from "../../../src/domain/candidates/build-forest.ts";
import type { Candidate } from "../../../src/domain/candidates/candidate.ts";
import { SHARING_TRAIT } from "../../../src/domain/candidates/forest.ts";
import type { CandidateRequest, RequestGroup } from "../../../src/domain/candidates/request.ts";
import { capacity, fitsUnits } from "../../../src/domain/inventory.ts";
import { printCandidate } from "./text-form.ts";

/** One choice: this provider gives this for that group. */
interface Pick {
  readonly group: RequestGroup;
  readonly row: ProviderRow;
  readonly resources: readonly (readonly [string, number])[];
}

/**
 * All candidates, printed and sorted, by trying everything: for each root every combination of every provider for
 * every need, each looked at only when it is complete. Shares no thought with the search but the rules.
 */
export function bruteForce(rows: readonly ProviderRow[], request: CandidateRequest): string[] {
  const roots = rows.filter((row) => row.parentUuid === undefined);
  const found = roots.flatMap((root) => {
    if (!meets(root.traits, request.root ?? { requiredTraits: [], forbiddenTraits: [] })) {
      return [];
    }
    const usable = rows.filter((row) => row.rootUuid === root.uuid || sharesWith(rows, row, root));
    const choices = needsOf(request).map(({ group, resources }) =>
      usable
        .filter((row) => serves(rows, row, root, group, resources))
        .map((row) => ({ group, row, resources })),
    );
    return combine(choices)
      .filter((picks) => holds(rows, picks, request))
      .map((picks) => printCandidate(candidateOf(picks)));
  });
  return [...new Set(found)].sort();
}

function needsOf(request: CandidateRequest): { group: RequestGroup; resources: [string, number][] }[] {
  return request.groups.flatMap((group) =>
    group.suffix === ""
      ? [...group.resources].map((resource) => ({ group, resources: [resource] }))
      : [{ group, resources: [...group.resources] }],
  );
}

function combine(choices: readonly Pick[][]): Pick[][] {
  return choices.reduce<Pick[][]>(
    (done, next) => done.flatMap((picks) => next.map((pick) => [...picks, pick])),
    choices.length === 0 ? [] : [[]],
  );
}

function sharesWith(rows: readonly ProviderRow[], row: ProviderRow, root: ProviderRow): boolean {
  const tree = rows.filter((other) => other.rootUuid === root.uuid);
  return (
    row.traits.includes(SHARING_TRAIT) &&
    tree.some((member) => member.aggregates.some((aggregate) => row.aggregates.includes(aggregate)))
  );
}

function meets(
  traits: readonly string[],
  wanted: { requiredTraits: readonly (readonly string[])[]; forbiddenTraits: readonly string[] },
): boolean {
  return (
    wanted.requiredTraits.every((set) => set.some((trait) => traits.includes(trait))) &&
    !wanted.forbiddenTraits.some((trait) => traits.includes(trait))
  );
}

function serves(
  rows: readonly ProviderRow[],
  row: ProviderRow,
  root: ProviderRow,
  group: RequestGroup,
  resources: readonly (readonly [string, number])[],
): boolean {
  const local = row.rootUuid === root.uuid;
  const loose = group.suffix === "";
  const tree = group.inTree === undefined ? undefined : rows.find((other) => other.uuid === group.inTree);
  const isMember = (one: ProviderRow) =>
    group.memberOf.every((set) => set.some((aggregate) => one.aggregates.includes(aggregate)));
  const isTainted = (one: ProviderRow) =>
    group.forbiddenAggregates.some((aggregate) => one.aggregates.includes(aggregate));
  return (
    resources.every(([name, amount]) => hasLeft(row, name, amount)) &&
    meets(row.traits, {
      requiredTraits: loose ? [] : group.requiredTraits,
      forbiddenTraits: group.forbiddenTraits,
    }) &&
    (group.inTree === undefined || (row.rootUuid === tree?.rootUuid && (local || !loose))) &&
    (isMember(row) || (loose && local && isMember(root))) &&
    !isTainted(row) &&
    !(loose && isTainted(root))
  );
}

function hasLeft(row: ProviderRow, name: string, amount: number): boolean {
  const inventory = row.inventories.find((one) => one.resourceClass === name);
  return (
    inventory !== undefined && fitsUnits(inventory, amount) && inventory.used + amount <= capacity(inventory)
  );
}

function holds(rows: readonly ProviderRow[], picks: readonly Pick[], request: CandidateRequest): boolean {
  const suffixed = picks.filter((pick) => pick.group.suffix !== "");
  const isolated = new Set(suffixed.map((pick) => pick.row)).size === suffixed.length;
  return (
    (request.groupPolicy === "none" || isolated) &&
    request.sameSubtrees.every((suffixes) => sameSubtree(rows, picks, suffixes)) &&
    fitsTogether(picks) &&
    hasTraitsTogether(picks) &&
    (!request.oneProviderPerTree || onePerTree(picks))
  );
}

function sameSubtree(
  rows: readonly ProviderRow[],
  picks: readonly Pick[],
  suffixes: readonly string[],
): boolean {
  const chosen = picks.filter((pick) => suffixes.includes(pick.group.suffix)).map((pick) => pick.row);
  return chosen.length === 0 || chosen.some((top) => chosen.every((row) => lineOf(rows, row).includes(top)));
}

function lineOf(rows: readonly ProviderRow[], row: ProviderRow): ProviderRow[] {
  const parent = rows.find((other) => other.uuid === row.parentUuid);
  return parent === undefined ? [row] : [row, ...lineOf(rows, parent)];
}

function fitsTogether(picks: readonly Pick[]): boolean {
  return candidateOf(picks).allocations.every(({ providerUuid, resources }) =>
    resources.every(({ resourceClass: name, amount }) => {
      const row = picks.find((pick) => pick.row.uuid === providerUuid)!.row;
      const inventory = row.inventories.find((one) => one.resourceClass === name)!;
      return amount <= inventory.maxUnit && inventory.used + amount <= capacity(inventory);
    }),
  );
}

function hasTraitsTogether(picks: readonly Pick[]): boolean {
  const loose = picks.filter((pick) => pick.group.suffix === "");
  const traits = loose.flatMap((pick) => pick.row.traits);
  return loose.every((pick) =>
    pick.group.requiredTraits.every((set) => set.some((trait) => traits.includes(trait))),
  );
}

function onePerTree(picks: readonly Pick[]): boolean {
  const rows = new Set(picks.filter((pick) => pick.resources.length > 0).map((pick) => pick.row));
  return new Set([...rows].map((row) => row.rootUuid)).size === rows.size;
}

function candidateOf(picks: readonly Pick[]): Candidate {
  const allocations = new Map<string, Map<string, number>>();
  const mappings = new Map<string, string[]>();
  for (const { group, row, resources } of picks) {
    mappings.set(group.suffix, [...new Set([...(mappings.get(group.suffix) ?? []), row.uuid])]);
    for (const [name, amount] of resources) {
      const given = allocations.get(row.uuid) ?? new Map<string, number>();
      allocations.set(row.uuid, given.set(name, (given.get(name) ?? 0) + amount));
    }
  }
  return {
    allocations: Array.from(allocations, ([providerUuid, amounts]) => ({
      providerUuid,
      resources: Array.from(amounts, ([resourceClass, amount]) => ({ resourceClass, amount })),
    })),
    mappings: Array.from(mappings, ([suffix, providerUuids]) => ({ suffix, providerUuids })),
  };
}
