import { createHash } from "node:crypto";
import type { MikroORM } from "@mikro-orm/postgresql";
import type { ProviderRow } from "../../src/domain/candidates/build-forest.ts";
import type { CandidateRequest } from "../../src/domain/candidates/request.ts";
import { poolOf } from "./explain.ts";

/** The uuid that a name of a case (`CN1`) has in the database. */
export function uuidOf(name: string): string {
  const hex = createHash("md5").update(name).digest("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** A request with the uuids of the database in the place of names. */
export function plantedRequest(request: CandidateRequest): CandidateRequest {
  const groups = request.groups.map((group) => ({
    ...group,
    memberOf: group.memberOf.map((set) => set.map(uuidOf)),
    forbiddenAggregates: group.forbiddenAggregates.map(uuidOf),
    inTree: group.inTree === undefined ? undefined : uuidOf(group.inTree),
  }));
  return { ...request, groups };
}

/** Puts providers, whose names become uuids, in the place of all that a database has, with the names that they use. */
export async function plantForest(orm: MikroORM, rows: readonly ProviderRow[]): Promise<void> {
  const pool = await poolOf(orm);
  const inventories = rows.flatMap((row) => row.inventories.map((one) => ({ of: uuidOf(row.uuid), ...one })));
  const traits = rows.flatMap((row) => row.traits.map((name) => ({ of: uuidOf(row.uuid), name })));
  const aggregates = rows.flatMap((row) => row.aggregates.map((name) => ({ of: uuidOf(row.uuid), name })));
  await pool.query("truncate resource_providers, consumers restart identity cascade");
  await pool.query(
    `insert into resource_providers (uuid, name, generation, parent_uuid, root_uuid)
     select uuid, name, generation, parent, root
     from unnest($1::uuid[], $2::varchar[], $3::int[], $4::uuid[], $5::uuid[]) with ordinality
       as p (uuid, name, generation, parent, root, place)
     order by place`,
    [
      rows.map((row) => uuidOf(row.uuid)),
      rows.map((row) => row.uuid),
      rows.map((row) => row.generation),
      rows.map((row) => (row.parentUuid === undefined ? null : uuidOf(row.parentUuid))),
      rows.map((row) => uuidOf(row.rootUuid)),
    ],
  );
  for (const [table, names] of [
    ["resource_classes", inventories.map((one) => one.resourceClass)],
    ["traits", traits.map((one) => one.name)],
  ] as const) {
    await pool.query(
      `insert into ${table} (name) select n from unnest($1::varchar[]) with ordinality as u (n, place)
       where not exists (select from ${table} t where t.name = n) order by place`,
      [[...new Set(names)]],
    );
  }
  await pool.query(
    `insert into inventories (provider_id, resource_class, total, reserved, min_unit, max_unit, step_size,
       allocation_ratio, used)
     select p.id, i.c, i.total, i.reserved, i.min, i.max, i.step, i.ratio, i.used
     from unnest($1::uuid[], $2::varchar[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[], $8::float8[],
         $9::int[]) as i (of, c, total, reserved, min, max, step, ratio, used)
       join resource_providers p on p.uuid = i.of`,
    [
      inventories.map((one) => one.of),
      inventories.map((one) => one.resourceClass),
      inventories.map((one) => one.total),
      inventories.map((one) => one.reserved),
      inventories.map((one) => one.minUnit),
      inventories.map((one) => one.maxUnit),
      inventories.map((one) => one.stepSize),
      inventories.map((one) => one.allocationRatio),
      inventories.map((one) => one.used),
    ],
  );
  await pool.query(
    `insert into provider_traits (provider_id, trait_id)
     select p.id, t.id from unnest($1::uuid[], $2::varchar[]) as pt (of, name)
       join resource_providers p on p.uuid = pt.of join traits t on t.name = pt.name`,
    [traits.map((one) => one.of), traits.map((one) => one.name)],
  );
  await pool.query(
    `insert into provider_aggregates (provider_id, aggregate_uuid)
     select p.id, pa.aggregate from unnest($1::uuid[], $2::uuid[]) as pa (of, aggregate)
       join resource_providers p on p.uuid = pa.of`,
    [aggregates.map((one) => one.of), aggregates.map((one) => uuidOf(one.name))],
  );
}
