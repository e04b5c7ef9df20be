import { noteAllChanged } from "../kit/note-all-changed.ts";
import { runScript } from "./run-script.ts";

/** The uuid of the n-th provider, from 1: anybody can compute it, also in SQL. */
export function providerUuid(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;
}

/** The same in SQL, of an expression for n. */
export function providerUuidSql(n: string): string {
  return `('00000000-0000-4000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
}

/**
 * Adds providers `load-00001`, `load-00002`, … to a migrated database that has none of them, each with VCPU, MEMORY_MB
 * and DISK_GB inventories of large ratios, and three traits. Servers on the database learn of it.
 */
export async function seedProviders(databaseUrl: string, count: number): Promise<void> {
  const seeded = "name like 'load-%'";
  await runScript(databaseUrl, [
    `insert into resource_providers (uuid, name, generation, root_uuid)
     select u, 'load-' || lpad(n::text, greatest(5, length(n::text)), '0'), 2, u
     from (select n, ${providerUuidSql("n")} as u from generate_series(1, ${count}) as n) as s`,
    `insert into inventories (provider_id, resource_class, total, reserved, min_unit, max_unit, step_size,
       allocation_ratio)
     select p.id, c.name, c.total, 0, 1, 2147483647, 1, 1000
     from resource_providers p
       cross join (values ('VCPU', 64), ('MEMORY_MB', 262144), ('DISK_GB', 2000)) as c (name, total)
     where p.${seeded}`,
    `insert into provider_traits (provider_id, trait_id)
     select p.id, t.id from resource_providers p cross join traits t
     where p.${seeded} and t.name in ('HW_CPU_X86_AVX2', 'HW_CPU_X86_SSE42', 'COMPUTE_NODE')`,
    ...noteAllChanged,
    "analyze",
  ]);
}

if (import.meta.main) {
  const [databaseUrl = "", count = ""] = process.argv.slice(2);
  if (!URL.canParse(databaseUrl) || !/^[1-9]\d*$/.test(count)) {
    console.error("usage: node test/bench/seed-providers.ts DATABASE_URL COUNT");
    process.exitCode = 2;
  } else await seedProviders(databaseUrl, Number(count));
}
