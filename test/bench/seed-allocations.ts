import { runScript } from "./run-script.ts";

/**
 * Adds allocations: of each provider, consumers that have some of three classes, until it has about as many
 * allocations as asked for. `used` says the same as their sum, as it always must.
 */
export async function seedAllocations(databaseUrl: string, perProvider: number): Promise<void> {
  const consumers = Math.max(1, Math.round(perProvider / 3));
  await runScript(databaseUrl, [
    // The foreign keys hold by how the rows are made; to check a million of them takes longer than to make them.
    "set session_replication_role = replica",
    `insert into consumers (uuid, generation, project_id, user_id, consumer_type)
     select md5(p.id || '/' || n)::uuid, 1, 'seeded-project', 'seeded-user', 'INSTANCE'
     from resource_providers p cross join generate_series(1, ${consumers}) as n`,
    `insert into allocations (consumer_id, provider_id, resource_class, amount)
     select c.id, p.id, k.name, k.amount
     from resource_providers p
       cross join generate_series(1, ${consumers}) as n
       join consumers c on c.uuid = md5(p.id || '/' || n)::uuid
       cross join (values ('VCPU', 1), ('MEMORY_MB', 256), ('DISK_GB', 10)) as k (name, amount)`,
    `update inventories set used = ${consumers}
       * case resource_class when 'VCPU' then 1 when 'MEMORY_MB' then 256 else 10 end`,
    "vacuum analyze",
  ]);
}
