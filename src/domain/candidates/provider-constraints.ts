import type { Need } from "./compiled-request.ts";
import { avoidsAggregates, fitsCapacity, fitsMembership, fitsTraits, fitsTree, fitsUnits } from "./fits.ts";
import { type Forest, inventoryRow } from "./forest.ts";
import type { RequestGroup } from "./request.ts";

/** Constraints on one provider, which together are `fitsNeed`. */
export type ProviderConstraint =
  | "resource_class"
  | "units"
  | "capacity"
  | "required_traits"
  | "forbidden_traits"
  | "member_of"
  | "forbidden_aggregates"
  | "in_tree";

/**
 * Whether a provider meets a constraint of a need in the candidates of the tree under `root`; asked of those that meet
 * all constraints that are told before it.
 */
type Judge = (forest: Forest, need: Need, place: { provider: number; root: number }) => boolean;

/** In the order in which they are told: who has the class at all comes before who has enough of it. */
const judges: Readonly<Record<ProviderConstraint, Judge>> = {
  resource_class: ofEachRow((_, row) => row !== -1),
  units: ofEachRow(fitsUnits),
  capacity: ofEachRow(fitsCapacity),
  required_traits: (forest, { traits: { required } }, { provider }) =>
    fitsTraits(forest, provider, { required, forbidden: [] }),
  forbidden_traits: (forest, { traits: { forbidden } }, { provider }) =>
    fitsTraits(forest, provider, { required: [], forbidden }),
  member_of: fitsMembership,
  forbidden_aggregates: avoidsAggregates,
  in_tree: fitsTree,
};

/** A constraint that a request has, and what decides whether a provider meets it. */
export interface AskedConstraint {
  readonly constraint: ProviderConstraint;
  readonly isMet: Judge;
}

/** The constraints that a group has. What the unsuffixed one requires of traits is no constraint on one provider. */
export function constraintsOf(group: RequestGroup): AskedConstraint[] {
  const isAsked: Readonly<Record<ProviderConstraint, boolean>> = {
    resource_class: group.resources.size > 0,
    units: group.resources.size > 0,
    capacity: group.resources.size > 0,
    required_traits: group.suffix !== "" && group.requiredTraits.length > 0,
    forbidden_traits: group.forbiddenTraits.length > 0,
    member_of: group.memberOf.length > 0,
    forbidden_aggregates: group.forbiddenAggregates.length > 0,
    in_tree: group.inTree !== undefined,
  };
  const names = Object.keys(judges) as ProviderConstraint[];
  return names
    .filter((constraint) => isAsked[constraint])
    .map((constraint) => ({ constraint, isMet: judges[constraint] }));
}

function ofEachRow(fits: (forest: Forest, row: number, amount: number) => boolean): Judge {
  return (forest, { demands }, { provider }) =>
    demands.every(({ resourceClass, amount }) =>
      fits(forest, inventoryRow(forest, provider, resourceClass), amount),
    );
}
