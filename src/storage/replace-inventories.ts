import type { InventorySet } from "../domain/inventory.ts";
import type { ReplaceOutcome, Store } from "../domain/store.ts";
import { advanceGeneration } from "./advance-generation.ts";
import { violates } from "./driver-errors.ts";
import { anyLane, noteChanges } from "./note-changes.ts";
import type { RunStatement, Statement } from "./statement.ts";

/**
 * The whole replacement in one statement, conditional on the version column as the unit of work would be: where
 * the provider's row is not at the generation that the caller saw, or a class that is to go is in use, `moved` is
 * empty and nothing happens.
 *
 * Every writer of inventories moves the generation, so at an unmoved generation the rest of the snapshot is current
 * too; the foreign keys hold even against writers who give allocations back meanwhile. What is as it was is not
 * written, and keeps its time.
 *
 * Values: the provider's uuid and generation; of the inventories the classes, totals, reserved, least and greatest
 * amounts, steps and ratios; the lane of the note.
 */
export const replaceInventoriesStatement: Statement = {
  name: "replace_inventories",
  text: `
  with wanted as (
    select * from unnest($3::varchar[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[], $9::float8[])
      as w (resource_class, total, reserved, min_unit, max_unit, step_size, allocation_ratio)
  ), moved as (
    update resource_providers p set ${advanceGeneration("p")}
    where p.uuid = $1 and p.generation = $2 and not exists (
      select from inventories i where i.provider_id = p.id and i.used > 0 and i.resource_class <> all ($3::varchar[]))
    returning p.id, p.generation, p.root_uuid
  ), removed as (
    delete from inventories i using moved m
    where i.provider_id = m.id and i.resource_class <> all ($3::varchar[])
  ), kept as (
    insert into inventories as i (provider_id, resource_class, total, reserved, min_unit, max_unit, step_size,
      allocation_ratio)
    select m.id, w.* from moved m, wanted w
    on conflict (provider_id, resource_class) do update set
      total = excluded.total, reserved = excluded.reserved, min_unit = excluded.min_unit,
      max_unit = excluded.max_unit, step_size = excluded.step_size,
      allocation_ratio = excluded.allocation_ratio, updated_at = now()
    where (i.total, i.reserved, i.min_unit, i.max_unit, i.step_size, i.allocation_ratio) is distinct from
      (excluded.total, excluded.reserved, excluded.min_unit, excluded.max_unit, excluded.step_size,
        excluded.allocation_ratio)
  ), ${noteChanges({ source: "moved", lane: "$10" })}
  select generation from moved`,
};

const diagnose: Statement = {
  name: "diagnose_replace_inventories",
  text: `
  select p.generation,
    array(select i.resource_class from inventories i
      where i.provider_id = p.id and i.used > 0 and i.resource_class <> all ($2::varchar[])
      order by i.resource_class) as in_use,
    array(select w.name from unnest($2::varchar[]) as w (name)
      where not exists (select from resource_classes c where c.name = w.name)) as unknown
  from resource_providers p where p.uuid = $1`,
};

type Replace = Parameters<Store["replaceInventories"]>[0];

/**
 * Makes a set of inventories all that a provider has, if its generation is the one given. The common case is one
 * statement; why one changed nothing is asked only then, and where nothing speaks against it any more it is tried
 * again, since the provider was back in the state that the caller saw.
 */
export async function replaceInventories(run: RunStatement, request: Replace): Promise<ReplaceOutcome> {
  for (;;) {
    const generation = await tryReplace(run, request);
    if (generation !== undefined) {
      return { kind: "replaced", generation };
    }
    const objection = await objectionTo(run, request);
    if (objection !== undefined) {
      return objection;
    }
  }
}

async function tryReplace(run: RunStatement, request: Replace): Promise<number | undefined> {
  const values = [request.providerUuid, request.generation, ...columnsOf(request.inventories), anyLane()];
  try {
    const [row] = await run<{ generation: number }>(replaceInventoriesStatement, values);
    return row?.generation;
  } catch (error) {
    // Left to the diagnosis, which knows by what name.
    if (violates(error, "inventories_resource_class_fkey") || violates(error, "allocations_inventory_fkey")) {
      return undefined;
    }
    throw error;
  }
}

async function objectionTo(run: RunStatement, request: Replace): Promise<ReplaceOutcome | undefined> {
  const [row] = await run<{ generation: number; in_use: string[]; unknown: string[] }>(diagnose, [
    request.providerUuid,
    [...request.inventories.keys()],
  ]);
  if (row === undefined) {
    return { kind: "no-provider" };
  }
  if (row.generation !== request.generation) {
    return { kind: "stale" };
  }
  const [unknown] = row.unknown;
  if (unknown !== undefined) {
    return { kind: "unknown-class", resourceClass: unknown };
  }
  return row.in_use.length > 0 ? { kind: "in-use", resourceClasses: row.in_use } : undefined;
}

function columnsOf(inventories: InventorySet): unknown[][] {
  const rows = [...inventories];
  return [
    rows.map(([resourceClass]) => resourceClass),
    rows.map(([, inventory]) => inventory.total),
    rows.map(([, inventory]) => inventory.reserved),
    rows.map(([, inventory]) => inventory.minUnit),
    rows.map(([, inventory]) => inventory.maxUnit),
    rows.map(([, inventory]) => inventory.stepSize),
    rows.map(([, inventory]) => inventory.allocationRatio),
  ];
}
