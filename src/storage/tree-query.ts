import type { RareThing, TreeQuery, TreeWant } from "../domain/candidates/narrow-trees.ts";
import type { Statement } from "./statement.ts";
import type { TraitIds } from "./trait-ids.ts";
import { Values } from "./values.ts";

/** What every statement that shows whole providers `p` selects. Traits by their ids: names would be looked up anew each time. */
export const TREE_ROW_COLUMNS = `p.uuid, p.generation, p.parent_uuid, p.root_uuid,
    (select string_agg(o.trait_id::text, ',' order by o.trait_id)
      from provider_traits o where o.provider_id = p.id) as trait_ids,
    (select string_agg(o.aggregate_uuid::text, ',' order by o.aggregate_uuid)
      from provider_aggregates o where o.provider_id = p.id) as aggregates,
    (select string_agg(concat_ws(' ', i.resource_class, i.total, i.reserved, i.min_unit, i.max_unit, i.step_size,
        i.allocation_ratio, i.used), ',' order by i.resource_class)
      from inventories i where i.provider_id = p.id) as inventories`;

/**
 * The statement that reads the trees that are worth it, whole. Trees are found by conditions on their roots. Where
 * only the first of many roots are wanted, or few have something that they must have, each root is looked at in
 * turn (`offset 0` keeps the planner from joining), so that the work ends with the last that is wanted. Else the
 * planner may look at the conditions in any way that it likes.
 */
export function viewTreesStatement(
  query: TreeQuery,
  traitIds: TraitIds,
): { readonly statement: Statement; readonly values: readonly unknown[] } {
  const write = new ConditionWriter(traitIds, query.rootsMax !== undefined || query.rare !== undefined);
  const rare =
    query.rare === undefined ? "" : ` join (${write.rareRoots(query.rare)}) as f on f.uuid = r.uuid`;
  const conditions = ["r.parent_uuid is null", ...write.rootConditions(query)];
  const limit = query.rootsMax === undefined ? "" : ` limit ${write.values.place(query.rootsMax)}`;
  const text = `
  with narrowed as materialized (
    select r.uuid from resource_providers r${rare}
    where ${conditions.join("\n      and ")}
    order by r.id${limit}
  ), chosen as (
    select n.uuid, true as narrowed from narrowed n
    union all
    select b.uuid, false from unnest(${write.values.place(query.besides)}::uuid[]) as b (uuid)
    where b.uuid not in (select n.uuid from narrowed n)
  )
  select ${TREE_ROW_COLUMNS}, c.narrowed and p.parent_uuid is null as narrowed
  from chosen c cross join lateral (
    select * from resource_providers m where m.root_uuid = c.uuid offset 0
  ) as p
  order by p.id`;
  return { statement: { text }, values: write.values.all };
}

/** All names of traits in a query: it is written with their ids, since how rare a trait is is known of the id. */
export function traitNamesIn({ root, wants, rare }: TreeQuery): string[] {
  return [
    ...root.requiredTraits.flat(),
    ...root.forbiddenTraits,
    ...wants.flatMap((want) => want.requiredTraits.flat()),
    ...(rare?.kind === "trait" ? rare.names : []),
  ];
}

/** Writes the conditions of one statement, and gathers their values. */
class ConditionWriter {
  readonly values = new Values();
  readonly #traitIds: TraitIds;
  readonly #inTurn: boolean;

  constructor(traitIds: TraitIds, inTurn: boolean) {
    this.#traitIds = traitIds;
    this.#inTurn = inTurn;
  }

  /** The roots of the providers that have a rare thing. */
  rareRoots({ kind, names }: RareThing): string {
    const holders = {
      class: () => `inventories o where o.resource_class = any (${this.values.place(names)}::varchar[])`,
      trait: () => `provider_traits o where o.trait_id = any (${this.#placeTraits(names)})`,
      aggregate: () =>
        `provider_aggregates o where o.aggregate_uuid = any (${this.values.place(names)}::uuid[])`,
    }[kind]();
    return `
      select distinct p.root_uuid as uuid
      from (select o.provider_id from ${holders} offset 0) as h join resource_providers p on p.id = h.provider_id`;
  }

  rootConditions(query: TreeQuery): string[] {
    const { requiredTraits, forbiddenTraits } = query.root;
    return [
      ...(query.inTree === undefined ? [] : [`r.uuid = ${this.#rootOf(query.inTree)}`]),
      ...requiredTraits.map((set) => `exists (${this.#havingTrait("r", set)})`),
      ...(forbiddenTraits.length === 0 ? [] : [`not exists (${this.#havingTrait("r", forbiddenTraits)})`]),
      ...query.wants.map((want) => this.#wantCondition(want)),
    ];
  }

  #wantCondition(want: TreeWant): string {
    const joins = [...want.resources].map(([name, amount], at) =>
      this.#inventoryJoin(`i${at}`, name, amount),
    );
    const conditions = ["p.root_uuid = r.uuid", ...this.#providerConditions(want)].join(" and ");
    const own = `exists (
        select from resource_providers p${joins.join("")}
        where ${conditions}${this.#inTurn ? " offset 0" : ""})`;
    if (want.sharedIn.length === 0) {
      return own;
    }
    return `(${own} or exists (
        select from provider_aggregates o join resource_providers m on m.id = o.provider_id
        where m.root_uuid = r.uuid and o.aggregate_uuid = any (${this.values.place(want.sharedIn)}::uuid[])))`;
  }

  /**
   * The same rules as `fitsUnits` and `fitsCapacity` of the domain. As a case they are estimated to hold for every
   * second inventory; each by itself they would be for one in thousands, and the plan made for that.
   */
  #inventoryJoin(i: string, resourceClass: string, amount: number): string {
    const asked = `${this.values.place(amount)}::int`;
    return `
          join inventories ${i} on ${i}.provider_id = p.id
            and ${i}.resource_class = ${this.values.place(resourceClass)}
            and case when ${i}.used + ${asked} <= (${i}.total - ${i}.reserved) * ${i}.allocation_ratio
              and ${asked} between ${i}.min_unit and ${i}.max_unit and ${asked} % ${i}.step_size = 0
              then true else false end`;
  }

  #providerConditions(want: TreeWant): string[] {
    const members = want.rootAggregatesCount ? "in (p.id, r.id)" : "= p.id";
    return [
      ...want.requiredTraits.map((set) => `exists (${this.#havingTrait("p", set)})`),
      ...want.memberOf.map(
        (set) => `exists (select from provider_aggregates o
          where o.provider_id ${members} and o.aggregate_uuid = any (${this.values.place(set)}::uuid[]))`,
      ),
      ...(want.inTree === undefined ? [] : [`p.root_uuid = ${this.#rootOf(want.inTree)}`]),
    ];
  }

  #havingTrait(provider: "p" | "r", set: readonly string[]): string {
    return `select from provider_traits o
          where o.provider_id = ${provider}.id and o.trait_id = any (${this.#placeTraits(set)})`;
  }

  #placeTraits(names: readonly string[]): string {
    return `${this.values.place(names.flatMap((name) => this.#traitIds.get(name) ?? []))}::int[]`;
  }

  #rootOf(uuid: string): string {
    return `(select m.root_uuid from resource_providers m where m.uuid = ${this.values.place(uuid)})`;
  }
}
