import { runScript } from "./run-script.ts";

/** The class that only the children of the wide tree with so many of them have. */
export function wideClass(children: number): string {
  return `CUSTOM_WIDE_${children}`;
}

/** Adds, for each number, a tree of a root and that many children with one unit of the tree's own class. */
export async function seedWideTrees(databaseUrl: string, widths: readonly number[]): Promise<void> {
  const numbers = widths.join(", ");
  await runScript(databaseUrl, [
    `insert into resource_classes (name) select 'CUSTOM_WIDE_' || w from unnest(array[${numbers}]) as w`,
    `insert into resource_providers (uuid, name, root_uuid)
     select u, 'wide-' || w, u from (select w, md5('wide-' || w)::uuid as u from unnest(array[${numbers}]) as w) as s`,
    `insert into resource_providers (uuid, name, parent_uuid, root_uuid)
     select md5('wide-' || w || '-' || n)::uuid, 'wide-' || w || '-' || n, md5('wide-' || w)::uuid,
       md5('wide-' || w)::uuid
     from unnest(array[${numbers}]) as w cross join lateral generate_series(1, w) as n`,
    `insert into inventories (provider_id, resource_class, total, reserved, min_unit, max_unit, step_size,
       allocation_ratio)
     select p.id, 'CUSTOM_WIDE_' || split_part(p.name, '-', 2), 1, 0, 1, 1, 1, 1
     from resource_providers p where p.name like 'wide-%-%'`,
    "analyze",
  ]);
}

/**
 * Adds trees of seven, as Placement's own load test of nested providers has them: a root with DISK_GB, two NUMA nodes
 * with VCPU and MEMORY_MB, and below each two devices with an FPGA.
 */
export async function seedNestedTrees(databaseUrl: string, count: number): Promise<void> {
  const host = (n: string) => `'nested-' || ${n}`;
  await runScript(databaseUrl, [
    `insert into resource_providers (uuid, name, root_uuid)
     select u, name, u from (select ${host("n")} as name, md5(${host("n")})::uuid as u
       from generate_series(1, ${count}) as n) as s`,
    `insert into resource_providers (uuid, name, parent_uuid, root_uuid)
     select md5(name || '/' || numa)::uuid, name || '/' || numa, uuid, uuid
     from resource_providers cross join generate_series(0, 1) as numa
     where name like 'nested-%' and parent_uuid is null`,
    `insert into resource_providers (uuid, name, parent_uuid, root_uuid)
     select md5(name || '/' || device)::uuid, name || '/' || device, uuid, root_uuid
     from resource_providers cross join generate_series(0, 1) as device
     where name like 'nested-%/%'`,
    `insert into inventories (provider_id, resource_class, total, reserved, min_unit, max_unit, step_size,
       allocation_ratio)
     select p.id, c.name, c.total, 0, 1, c.total, 1, 1
     from resource_providers p
       join (values (0, 'DISK_GB', 2000), (1, 'VCPU', 16), (1, 'MEMORY_MB', 32768), (2, 'FPGA', 1))
         as c (depth, name, total)
         on c.depth = length(p.name) - length(replace(p.name, '/', ''))
     where p.name like 'nested-%'`,
    "analyze",
  ]);
}
