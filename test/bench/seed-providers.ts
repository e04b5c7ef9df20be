import { Client } from "pg";

/*
 * `node test/bench/seed-providers.ts DATABASE_URL COUNT` fills a database that placementd has migrated with that many
 * flat providers, in a few seconds for 100,000.
 */

/** How many providers are inserted by one statement. */
const BATCH = 10_000;

const CLASSES = "('VCPU', 64), ('MEMORY_MB', 262144), ('DISK_GB', 2000)";
const TRAITS = "'HW_CPU_X86_AVX2', 'HW_CPU_X86_SSE42', 'COMPUTE_NODE'";

/**
 * Adds providers `seed-<n>`, n from 1 to `count`, each a tree of its own with the same inventories and traits. It goes
 * behind the back of running servers, so it also notes that all trees may have changed.
 */
export async function seedProviders(databaseUrl: string, count: number): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, application_name: "placementd-bench" });
  await client.connect();
  try {
    for (let first = 1; first <= count; first += BATCH) {
      await client.query(insert(first, Math.min(first + BATCH - 1, count)));
    }
    await client.query(note);
    await client.query("analyze");
  } finally {
    await client.end();
  }
}

function insert(first: number, last: number): string {
  return `
  with providers as (
    insert into resource_providers (uuid, name, root_uuid, generation)
    select u.uuid, 'seed-' || n, u.uuid, 1
    from generate_series(${first}, ${last}) as n cross join lateral (select md5('seed-' || n)::uuid as uuid) u
    returning id
  ), traits as (
    insert into provider_traits (provider_id, trait_id)
    select p.id, t.id from providers p cross join traits t where t.name in (${TRAITS})
  )
  insert into inventories (provider_id, resource_class, total, reserved, min_unit, max_unit, step_size, allocation_ratio)
  select p.id, c.name, c.total, 0, 1, 2147483647, 1, 1000 from providers p cross join (values ${CLASSES}) as c (name, total)`;
}

const note = `
  with lane as (update change_lanes set revision = revision + 1 where lane = 0 returning lane, revision)
  insert into tree_changes (lane, revision, roots) select lane, revision, null from lane`;

if (import.meta.main) {
  const [url, count] = process.argv.slice(2);
  if (url === undefined || !(Number(count) > 0))
    throw new Error("usage: seed-providers.ts DATABASE_URL COUNT");
  await seedProviders(url, Number(count));
}
