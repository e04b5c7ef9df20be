import type { RunStatement } from "./statement.ts";

/** Something that must not be in a database, and is. */
export interface Finding {
  /** What is wrong, in words. */
  readonly problem: string;
  /** How often. */
  readonly count: number;
  /** Where, the first `EXAMPLES_MAX` times. */
  readonly examples: readonly string[];
}

/** How many places of each problem are named. */
const EXAMPLES_MAX = 10;

/**
 * Looks for everything that no transaction may leave behind, and names what it finds; nothing, where all is well.
 * Each question is one statement, and so sees one moment: it may be asked while others write.
 */
export async function checkStorage(run: RunStatement): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [problem, query] of Object.entries(questions)) {
    const text = `select count(*) over ()::int as count, found from (${query}) as f limit ${EXAMPLES_MAX}`;
    const rows = await run<{ count: number; found: string }>({ text }, []);
    if (rows.length > 0) {
      findings.push({ problem, count: rows[0]?.count ?? 0, examples: rows.map((row) => row.found) });
    }
  }
  return findings;
}

/** Each selects `found`: a text for each place where the problem is. */
const questions = {
  "inventories whose use is not the sum of the allocations from them": `
    select format('%s %s: %s used, %s allocated', p.uuid, i.resource_class, i.used, coalesce(a.amount, 0)) as found
    from inventories i
      join resource_providers p on p.id = i.provider_id
      left join (
        select provider_id, resource_class, sum(amount) as amount from allocations
        group by provider_id, resource_class
      ) as a on a.provider_id = i.provider_id and a.resource_class = i.resource_class
    where i.used <> coalesce(a.amount, 0)`,
  "allocations without an inventory": `
    select format('%s of provider %s, consumer %s', a.resource_class, a.provider_id, a.consumer_id) as found
    from allocations a where not exists (
      select from inventories i where i.provider_id = a.provider_id and i.resource_class = a.resource_class)`,
  "allocations without a consumer": `
    select format('%s of provider %s, consumer %s', a.resource_class, a.provider_id, a.consumer_id) as found
    from allocations a where not exists (select from consumers c where c.id = a.consumer_id)`,
  "consumers without allocations": `
    select c.uuid::text as found
    from consumers c where not exists (select from allocations a where a.consumer_id = c.id)`,
  "inventories, traits and aggregates without a provider": `
    select format('%s of provider %s', t.what, t.provider_id) as found
    from (
      select resource_class as what, provider_id from inventories
      union all select format('trait %s', trait_id), provider_id from provider_traits
      union all select format('aggregate %s', aggregate_uuid), provider_id from provider_aggregates
    ) as t
    where not exists (select from resource_providers p where p.id = t.provider_id)`,
  "traits of providers that are no traits": `
    select format('trait %s of provider %s', pt.trait_id, pt.provider_id) as found
    from provider_traits pt where not exists (select from traits t where t.id = pt.trait_id)`,
  "inventories of classes that do not exist": `
    select format('%s of provider %s', i.resource_class, i.provider_id) as found
    from inventories i where not exists (select from resource_classes c where c.name = i.resource_class)`,
  "providers whose root is not that of their parent, or not themselves": `
    select format('%s: root %s, parent %s', p.uuid, p.root_uuid, p.parent_uuid) as found
    from resource_providers p left join resource_providers up on up.uuid = p.parent_uuid
    where p.root_uuid <> coalesce(up.root_uuid, p.uuid) or (p.parent_uuid is not null and up.uuid is null)`,
  "providers that no way down from a root leads to": `
    with recursive tree as (
      select p.uuid from resource_providers p where p.parent_uuid is null
      union
      select c.uuid from tree t join resource_providers c on c.parent_uuid = t.uuid
    )
    select p.uuid::text as found
    from resource_providers p where not exists (select from tree t where t.uuid = p.uuid)`,
};
