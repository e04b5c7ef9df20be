import type { ProviderRow } from "./build-forest.ts";
import type { CandidateRequest, RequestGroup, TraitDemand } from "./request.ts";

/**
 * What a tree must have to be worth reading for a request. Trees without it have no candidates; trees with it may
 * have none either.
 */
export interface TreeQuery {
  /** What its root must and must not have. */
  readonly root: TraitDemand;
  /** UUID of a provider whose tree it must be. */
  readonly inTree: string | undefined;
  /** What must be found in it, or be shared with it; at most `WANTS_MAX`. */
  readonly wants: readonly TreeWant[];
  /** Something that one of its providers must have and that few have, to begin from. */
  readonly rare: RareThing | undefined;
  /** UUIDs of roots whose trees are to be read besides: those of the providers that share. */
  readonly besides: readonly string[];
  /** How many trees are to be read at most, those besides apart. Undefined: all. */
  readonly rootsMax: number | undefined;
}

/** Something that one provider of a tree has, or that a provider which shares with the tree may have. */
export interface TreeWant {
  /** Amounts by class, which must be free. */
  readonly resources: ReadonlyMap<string, number>;
  /** At least one trait of each set. */
  readonly requiredTraits: readonly (readonly string[])[];
  /** At least one aggregate of each set. */
  readonly memberOf: readonly (readonly string[])[];
  /** Whether the aggregates of the root count as those of its whole tree. */
  readonly rootAggregatesCount: boolean;
  /** UUID of a provider whose tree it must be in. */
  readonly inTree: string | undefined;
  /** Aggregates of the providers that share and may have it: whoever is in one of them need not have it. */
  readonly sharedIn: readonly string[];
}

/** Names of classes, traits or aggregates of which a provider has at least one. */
export interface RareThing {
  readonly kind: "class" | "trait" | "aggregate";
  readonly names: readonly string[];
}

/**
 * How many providers have an inventory of each of some classes, each of some traits, and are in each of some
 * aggregates; counted up to `HOLDERS_MAX`. Classes and traits that do not exist are missing.
 */
export interface Holders {
  readonly classes: ReadonlyMap<string, number>;
  readonly traits: ReadonlyMap<string, number>;
  readonly aggregates: ReadonlyMap<string, number>;
}

/** How far holders are counted. What fewer have is rare: to look at them all is cheaper than to look at every tree. */
export const HOLDERS_MAX = 500;

/** What the trees of a query have, whole, in the order in which their providers were created. */
export interface TreesView {
  readonly providers: readonly ProviderRow[];
  /** The last root that was read, where there may be more; candidates at later roots may be missing. */
  readonly lastRootUuid: string | undefined;
}

/**
 * How many wants a query has at most. Each costs time to plan and to check in each tree, and few narrow more than
 * the first ones do.
 */
export const WANTS_MAX = 8;

/** What the trees must have that are to be read for a request, where some providers share via aggregates. */
export function narrowTrees(
  request: CandidateRequest,
  { sharers, holders }: { readonly sharers: readonly ProviderRow[]; readonly holders: Holders },
): Omit<TreeQuery, "rootsMax"> {
  const wants = request.groups
    .flatMap((group) => (group.suffix === "" ? unsuffixedWants(group) : suffixedWants(group)))
    .map((want) => ({ ...want, sharedIn: sharedIn(want, sharers) }));
  const unsuffixed = request.groups.find((group) => group.suffix === "");
  return {
    root: request.root ?? { requiredTraits: [], forbiddenTraits: [] },
    inTree: unsuffixed?.inTree,
    wants: distinct(wants).slice(0, WANTS_MAX),
    rare: rarest(wants, holders),
    besides: [...new Set(sharers.map((sharer) => sharer.rootUuid))],
  };
}

type Want = Omit<TreeWant, "sharedIn">;

/** Each class may come from another provider, and so may each trait. */
function unsuffixedWants(group: RequestGroup): Want[] {
  const { memberOf } = group;
  const want = { rootAggregatesCount: true, inTree: undefined };
  return [
    ...Array.from(group.resources, (entry) => ({
      ...want,
      resources: new Map([entry]),
      requiredTraits: [],
      memberOf,
    })),
    ...group.requiredTraits.map((set) => ({
      ...want,
      resources: new Map(),
      requiredTraits: [set],
      memberOf: [],
    })),
  ];
}

/** One provider has all of it. Of a group that asks for nothing there is nothing to look for. */
function suffixedWants(group: RequestGroup): Want[] {
  const { resources, requiredTraits, memberOf, inTree } = group;
  const asks = resources.size + requiredTraits.length + memberOf.length > 0 || inTree !== undefined;
  return asks ? [{ resources, requiredTraits, memberOf, inTree, rootAggregatesCount: false }] : [];
}

function sharedIn(want: Want, sharers: readonly ProviderRow[]): string[] {
  const may = sharers.filter(
    ({ inventories, traits }) =>
      [...want.resources.keys()].every((name) => inventories.some((one) => one.resourceClass === name)) &&
      want.requiredTraits.every((set) => set.some((name) => traits.includes(name))),
  );
  return [...new Set(may.flatMap(({ aggregates }) => aggregates))];
}

/** Groups are often alike: a server with four equal disks has four. */
function distinct(wants: readonly TreeWant[]): TreeWant[] {
  const byText = new Map(
    wants.map((want) => [JSON.stringify({ ...want, resources: [...want.resources] }), want]),
  );
  return [...byText.values()];
}

/** The rarest thing that every tree must have itself. */
function rarest(wants: readonly TreeWant[], holders: Holders): RareThing | undefined {
  let rare: RareThing | undefined;
  let few = HOLDERS_MAX;
  for (const thing of wants.filter((want) => want.sharedIn.length === 0).flatMap(thingsOf)) {
    const counts = { class: holders.classes, trait: holders.traits, aggregate: holders.aggregates }[
      thing.kind
    ];
    const count = thing.names.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0);
    if (count < few) {
      [rare, few] = [thing, count];
    }
  }
  return rare;
}

function thingsOf(want: TreeWant): RareThing[] {
  return [
    ...Array.from(want.resources.keys(), (name) => ({ kind: "class" as const, names: [name] })),
    ...want.requiredTraits.map((names) => ({ kind: "trait" as const, names })),
    ...want.memberOf.map((names) => ({ kind: "aggregate" as const, names })),
  ];
}
