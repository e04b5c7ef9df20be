import type { ProviderFilter } from "../domain/provider.ts";
import { fitsInventory } from "./fits-inventory.ts";

/**
 * How many sets of one kind become conditions of their own, from which the planner can begin. The time to plan
 * grows faster than their number; the rest is looked at in the rows that are left.
 */
const CONDITIONS_MAX = 4;

/** The values of a statement, and the places at which they stand in it. */
export class Values {
  readonly all: unknown[] = [];

  /** Where a value stands: `$1`, `$2`, …. */
  place(value: unknown): string {
    return `$${this.all.push(value)}`;
  }
}

/** Where conditions are to stand: in a statement with these values, about the providers of this alias. */
export interface ConditionPlace {
  readonly values: Values;
  readonly alias: string;
}

/**
 * What a filter's resources, traits and aggregates say of a provider, in SQL. Only what is asked for is said, and
 * traits are named by their ids, so that the planner sees which index serves: whether a trait is rare is known of
 * the id, not of the name.
 */
export function providerConditions(
  filter: ProviderFilter,
  traitIds: ReadonlyMap<string, number>,
  place: ConditionPlace,
): string[] {
  return [
    ...resourceConditions(filter.resources ?? new Map(), place),
    ...traitConditions(filter, traitIds, place),
    ...aggregateConditions(filter, place),
  ];
}

function resourceConditions(resources: ReadonlyMap<string, number>, place: ConditionPlace): string[] {
  const { values, alias } = place;
  const asked = [...resources];
  const conditions = asked.slice(0, CONDITIONS_MAX).map(([resourceClass, amount]) => {
    const wanted = { resourceClass: values.place(resourceClass), amount: `${values.place(amount)}::int` };
    return `exists (${fittingInventory(alias, wanted)})`;
  });
  const rest = asked.slice(CONDITIONS_MAX);
  if (rest.length > 0) {
    const classes = values.place(rest.map(([resourceClass]) => resourceClass));
    const amounts = values.place(rest.map(([, amount]) => amount));
    conditions.push(`not exists (
      select from unnest(${classes}::varchar[], ${amounts}::int[]) as w (resource_class, amount)
      where not exists (${fittingInventory(alias, { resourceClass: "w.resource_class", amount: "w.amount" })}))`);
  }
  return conditions;
}

function fittingInventory(
  alias: string,
  { resourceClass, amount }: { resourceClass: string; amount: string },
): string {
  return `
      select from inventories i
      where i.provider_id = ${alias}.id and i.resource_class = ${resourceClass}
        and ${fitsInventory(amount)}`;
}

/** Things that a provider has several of: the table that says so, and the column that names them. */
interface Kind {
  readonly table: string;
  readonly column: string;
  readonly type: string;
}

const TRAITS: Kind = { table: "provider_traits", column: "trait_id", type: "int" };
const AGGREGATES: Kind = { table: "provider_aggregates", column: "aggregate_uuid", type: "uuid" };

function traitConditions(
  filter: ProviderFilter,
  traitIds: ReadonlyMap<string, number>,
  place: ConditionPlace,
): string[] {
  const ids = (names: readonly string[]) => names.flatMap((name) => traitIds.get(name) ?? []);
  return [
    ...membershipConditions(TRAITS, (filter.requiredTraits ?? []).map(ids), place),
    ...absenceConditions(TRAITS, ids(filter.forbiddenTraits ?? []), place),
  ];
}

function aggregateConditions(filter: ProviderFilter, place: ConditionPlace): string[] {
  return [
    ...membershipConditions(AGGREGATES, filter.memberOf ?? [], place),
    ...absenceConditions(AGGREGATES, filter.forbiddenAggregates ?? [], place),
  ];
}

type Names = readonly (string | number)[];

function membershipConditions(kind: Kind, sets: readonly Names[], at: ConditionPlace): string[] {
  const conditions = sets.slice(0, CONDITIONS_MAX).map((set) => `exists (${having(kind, set, at)})`);
  const { values, alias } = at;
  const rest = sets.slice(CONDITIONS_MAX);
  if (rest.length > 0) {
    const places = values.place(rest.flatMap((set, place) => set.map(() => place)));
    const names = values.place(rest.flat());
    conditions.push(`(
      select count(distinct w.place) from ${kind.table} o
        join unnest(${places}::int[], ${names}::${kind.type}[]) as w (place, name) on w.name = o.${kind.column}
      where o.provider_id = ${alias}.id) = ${values.place(rest.length)}`);
  }
  return conditions;
}

function absenceConditions(kind: Kind, set: Names, at: ConditionPlace): string[] {
  return set.length === 0 ? [] : [`not exists (${having(kind, set, at)})`];
}

function having(kind: Kind, set: Names, { values, alias }: ConditionPlace): string {
  return `
      select from ${kind.table} o
      where o.provider_id = ${alias}.id and o.${kind.column} = any (${values.place(set)}::${kind.type}[])`;
}
