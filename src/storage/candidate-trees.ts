import type { TreePage } from "../domain/candidates/candidate-trees.ts";
import type { ProviderFilter } from "../domain/provider.ts";
import { type ConditionPlace, providerConditions, Values } from "./provider-conditions.ts";
import type { Statement } from "./statement.ts";
import type { TreeConditions } from "./tree-conditions.ts";

/** A statement without a name, made for one request, with its values. */
export interface MadeStatement {
  readonly statement: Statement;
  readonly values: readonly unknown[];
}

/** What conditions are written with: the ids of all traits that they name, and of the one that sharing providers have. */
export interface TraitIds {
  readonly byName: ReadonlyMap<string, number>;
  readonly sharing: number;
}

/**
 * The statement that finds what providers share: for each part of the conditions that some of them pass, by its
 * place, the aggregates through which they do.
 */
export function sharedAggregatesStatement({ parts }: TreeConditions, traits: TraitIds): MadeStatement {
  const values = new Values();
  const sharing = values.place(traits.sharing);
  const selects = parts.map((part, place) => {
    const conditions = conditionsOf(part, traits, { values, alias: "p" });
    return `
  select ${place} as part, a.aggregate_uuid
  from provider_traits s
    join resource_providers p on p.id = s.provider_id
    join provider_aggregates a on a.provider_id = p.id
  where s.trait_id = ${sharing}${conditions.map((condition) => `\n    and ${condition}`).join("")}`;
  });
  return {
    statement: {
      text: `select part, array_agg(aggregate_uuid) as aggregates from (${selects.join("\n  union")}) u group by part`,
    },
    values: values.all,
  };
}

/** What providers share, by the place of the part that they pass. */
export type SharedAggregates = ReadonlyMap<number, readonly string[]>;

/**
 * The statement that shows trees that may serve a request: those whose root is as wanted, and where for each part
 * somebody passes, in the tree or from outside through an aggregate. With them come the trees of all that share
 * with them, since a search looks at those too.
 */
export function candidateTreesStatement(
  { root, parts }: TreeConditions,
  traits: TraitIds,
  given: { readonly shared: SharedAggregates; readonly page: TreePage },
): MadeStatement {
  const values = new Values();
  const conditions = [
    ...conditionsOf(root, traits, { values, alias: "r" }),
    ...parts.map((part, place) => partCondition(part, traits, { values, shared: given.shared.get(place) })),
  ];
  const order = orderOf(given.page, values);
  const text = `
  with anchors as materialized (
    select r.id, r.uuid, ${order.expression} as place from resource_providers r
    where ${["r.parent_uuid is null", ...order.conditions, ...conditions].join("\n      and ")}
    order by place limit ${values.place(given.page.count)}
  ), trees as (
    select uuid from anchors
    union
    select s.root_uuid from provider_traits t
      join provider_aggregates b on b.provider_id = t.provider_id
      join resource_providers s on s.id = t.provider_id
    where t.trait_id = ${values.place(traits.sharing)} and exists (
      select from anchors n
        join resource_providers m on m.root_uuid = n.uuid
        join provider_aggregates a on a.provider_id = m.id
      where a.aggregate_uuid = b.aggregate_uuid)
  )
  select n.place::text as place, ${PROVIDER_ARRAY} as provider
  from trees
    join resource_providers p on p.root_uuid = trees.uuid
    left join anchors n on n.uuid = p.uuid
  order by p.id`;
  return { statement: { text }, values: values.all };
}

/**
 * A provider `p` with all that belongs to it as one JSON array, which is less to send and to read than rows are; see
 * `ProviderArray`. Lists stand in the same order each time, so that what has not changed looks the same.
 */
export const PROVIDER_ARRAY = `json_build_array(p.id, p.uuid, p.generation, p.parent_uuid, p.root_uuid,
    (select json_agg(t.trait_id order by t.trait_id) from provider_traits t where t.provider_id = p.id),
    (select json_agg(a.aggregate_uuid order by a.aggregate_uuid) from provider_aggregates a where a.provider_id = p.id),
    (select json_agg(json_build_array(i.resource_class, i.total, i.reserved, i.min_unit, i.max_unit, i.step_size,
        i.allocation_ratio, i.used) order by i.resource_class)
      from inventories i where i.provider_id = p.id))`;

function partCondition(
  part: ProviderFilter,
  traits: TraitIds,
  { values, shared }: { values: Values; shared: readonly string[] | undefined },
): string {
  const conditions = ["p.root_uuid = r.uuid", ...conditionsOf(part, traits, { values, alias: "p" })];
  const inside = `exists (
      select from resource_providers p where ${conditions.join("\n        and ")})`;
  if (shared === undefined) return inside;
  return `(${inside} or exists (
      select from resource_providers m join provider_aggregates a on a.provider_id = m.id
      where m.root_uuid = r.uuid and a.aggregate_uuid = any (${values.place(shared)}::uuid[])))`;
}

function conditionsOf(filter: ProviderFilter, traits: TraitIds, place: ConditionPlace): string[] {
  const { values, alias } = place;
  const tree =
    filter.inTree === undefined
      ? []
      : [
          `${alias}.root_uuid = (
        select m.root_uuid from resource_providers m where m.uuid = ${values.place(filter.inTree)})`,
        ];
  return [...tree, ...providerConditions(filter, traits.byName, place)];
}

/** By age, or by something that has nothing to do with age. */
function orderOf({ after, seed }: TreePage, values: Values): { expression: string; conditions: string[] } {
  const expression = seed === undefined ? "r.id" : `md5(r.id || ${values.place(seed)}::text)`;
  if (after === undefined) return { expression, conditions: [] };
  const place = values.place(after);
  return { expression, conditions: [`${expression} > ${place}${seed === undefined ? "::bigint" : ""}`] };
}
