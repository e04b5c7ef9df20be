import type { ProviderFilter } from "../domain/provider.ts";
import { PROVIDER_COLUMNS } from "./provider-row.ts";
import type { Statement } from "./statement.ts";

/**
 * How many sets of one kind become conditions of their own, from which the planner can begin. The time to plan
 * grows faster than their number; the rest is looked at in the rows that are left.
 */
const CONDITIONS_MAX = 4;

/** The values of a statement, and the places at which they stand in it. */
class Values {
  readonly all: unknown[] = [];

  /** Where a value stands: `$1`, `$2`, …. */
  place(value: unknown): string {
    return `$${this.all.push(value)}`;
  }
}

/**
 * The statement that lists the providers that pass a filter, oldest first. Only what is asked for is in it, and
 * traits are in it by their ids, so that the planner sees which index serves: whether a trait is rare is known of
 * the id, not of the name.
 */
export function listProvidersStatement(
  filter: ProviderFilter,
  traitIds: ReadonlyMap<string, number>,
): { readonly statement: Statement; readonly values: readonly unknown[] } {
  const values = new Values();
  const fixed = identityConditions(filter, values);
  const asked = [
    ...resourceConditions(filter.resources ?? new Map(), values),
    ...traitConditions(filter, traitIds, values),
    ...aggregateConditions(filter, values),
  ];
  const conditions = [...fixed.values(), ...asked];
  const where = conditions.length === 0 ? "" : `\n  where ${conditions.join("\n    and ")}`;
  const text = `select ${PROVIDER_COLUMNS} from resource_providers p${where}\n  order by p.id`;
  const name = ["list_providers", ...fixed.keys()].join("_");
  return { statement: asked.length === 0 ? { name, text } : { text }, values: values.all };
}

function identityConditions(filter: ProviderFilter, values: Values): Map<string, string> {
  const conditions = new Map<string, string>();
  if (filter.name !== undefined) {
    conditions.set("by_name", `p.name = ${values.place(filter.name)}`);
  }
  if (filter.uuid !== undefined) {
    conditions.set("by_uuid", `p.uuid = ${values.place(filter.uuid)}`);
  }
  if (filter.inTree !== undefined) {
    const root = `select m.root_uuid from resource_providers m where m.uuid = ${values.place(filter.inTree)}`;
    conditions.set("in_tree", `p.root_uuid = (${root})`);
  }
  return conditions;
}

function resourceConditions(resources: ReadonlyMap<string, number>, values: Values): string[] {
  const asked = [...resources];
  const conditions = asked.slice(0, CONDITIONS_MAX).map(([resourceClass, amount]) => {
    const wanted = { resourceClass: values.place(resourceClass), amount: `${values.place(amount)}::int` };
    return `exists (${fittingInventory(wanted)})`;
  });
  const rest = asked.slice(CONDITIONS_MAX);
  if (rest.length > 0) {
    const classes = values.place(rest.map(([resourceClass]) => resourceClass));
    const amounts = values.place(rest.map(([, amount]) => amount));
    conditions.push(`not exists (
      select from unnest(${classes}::varchar[], ${amounts}::int[]) as w (resource_class, amount)
      where not exists (${fittingInventory({ resourceClass: "w.resource_class", amount: "w.amount" })}))`);
  }
  return conditions;
}

/** The same rules as `fitsUnits` and `fitsCapacity` of the domain, for a consumer that has nothing yet. */
function fittingInventory({ resourceClass, amount }: { resourceClass: string; amount: string }): string {
  return `
      select from inventories i
      where i.provider_id = p.id and i.resource_class = ${resourceClass}
        and i.used + ${amount} <= (i.total - i.reserved) * i.allocation_ratio
        and ${amount} between i.min_unit and i.max_unit and ${amount} % i.step_size = 0`;
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
  values: Values,
): string[] {
  const ids = (names: readonly string[]) => names.flatMap((name) => traitIds.get(name) ?? []);
  return [
    ...membershipConditions(TRAITS, (filter.requiredTraits ?? []).map(ids), values),
    ...absenceConditions(TRAITS, ids(filter.forbiddenTraits ?? []), values),
  ];
}

function aggregateConditions(filter: ProviderFilter, values: Values): string[] {
  return [
    ...membershipConditions(AGGREGATES, filter.memberOf ?? [], values),
    ...absenceConditions(AGGREGATES, filter.forbiddenAggregates ?? [], values),
  ];
}

type Names = readonly (string | number)[];

function membershipConditions(kind: Kind, sets: readonly Names[], values: Values): string[] {
  const conditions = sets.slice(0, CONDITIONS_MAX).map((set) => `exists (${having(kind, set, values)})`);
  const rest = sets.slice(CONDITIONS_MAX);
  if (rest.length > 0) {
    const places = values.place(rest.flatMap((set, place) => set.map(() => place)));
    const names = values.place(rest.flat());
    conditions.push(`(
      select count(distinct w.place) from ${kind.table} o
        join unnest(${places}::int[], ${names}::${kind.type}[]) as w (place, name) on w.name = o.${kind.column}
      where o.provider_id = p.id) = ${values.place(rest.length)}`);
  }
  return conditions;
}

function absenceConditions(kind: Kind, set: Names, values: Values): string[] {
  return set.length === 0 ? [] : [`not exists (${having(kind, set, values)})`];
}

function having(kind: Kind, set: Names, values: Values): string {
  return `
      select from ${kind.table} o
      where o.provider_id = p.id and o.${kind.column} = any (${values.place(set)}::${kind.type}[])`;
}
