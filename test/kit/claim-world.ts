import type { Pool } from "pg";
import type { Names } from "./names.ts";

/** All that claims change, of the providers and consumers that a case has names for; without times. */
export async function claimWorld(pool: Pool, names: Names): Promise<string[]> {
  const { rows } = await pool.query<{ kind: string; name: string; facts: string }>(`
    select 'provider' as kind, uuid as name, generation::text as facts from resource_providers
    union all
    select 'inventory', p.uuid, i.resource_class || ' ' || i.used
    from inventories i join resource_providers p on p.id = i.provider_id
    union all
    select 'consumer', uuid, format('%s %s %s %s', generation, project_id, user_id, consumer_type) from consumers
    union all
    select 'allocation', c.uuid, format('%s %s %s', p.uuid, a.resource_class, a.amount)
    from allocations a join consumers c on c.id = a.consumer_id join resource_providers p on p.id = a.provider_id`);
  return rows
    .filter(({ name }) => names.name(name) !== name)
    .map(({ kind, name, facts }) => {
      const told = facts.split(" ").map((word) => names.name(word));
      return `${kind} ${names.name(name)} ${told.join(" ")}`;
    })
    .sort();
}
