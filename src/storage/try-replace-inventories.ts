import type { InventorySet } from "../domain/inventory.ts";
import type { Store } from "../domain/store.ts";
import { advanceGeneration } from "./advance-generation.ts";
import { violates } from "./driver-errors.ts";
import { anyLane, noteChanges } from "./note-changes.ts";
import type { RunStatement, Statement } from "./statement.ts";

/**
 * The whole replacement in one statement, conditional on the version column as the unit of work would be: where
 * the provider's row is not at the generation that the caller saw, somebody has it locked, or an inventory would have
 * to go, `moved` is empty and nothing happens. To remove some here, too, would change one table in two places, which
 * not all databases that speak PostgreSQL allow; and while it waited for a lock, others would wait behind it.
 *
 * Every writer of inventories moves the generation, so at an unmoved generation the rest of the snapshot is current
 * too. What is as it was is not written, and keeps its time.
 *
 * Values: the provider's uuid and generation; of the inventories the classes, totals, reserved, least and greatest
 * amounts, steps and ratios; the lane of the note.
 */
export const tryReplaceStatement: Statement = {
  name: "try_replace_inventories",
  quick: "write",
  text: `
  with wanted as (
    select * from unnest($3::varchar[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[], $9::float8[])
      as w (resource_class, total, reserved, min_unit, max_unit, step_size, allocation_ratio)
  ), free as (
    select p.id from resource_providers p where p.uuid = $1 and p.generation = $2 for no key update skip locked
  ), moved as (
    update resource_providers p set ${advanceGeneration("p")}
    from free f where p.id = f.id and not exists (
      select from inventories i where i.provider_id = p.id and i.resource_class <> all ($3::varchar[]))
    returning p.id, p.generation, p.root_uuid
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
  ), ${noteChanges({ roots: "array[root_uuid]", source: "moved", lane: "$10" })}
  select generation from moved`,
};

/** Replaces inventories of which none goes, or changes nothing and returns none: see `Store.tryReplaceInventories`. */
export async function tryReplaceInventories(
  run: RunStatement,
  { providerUuid, generation, inventories }: Parameters<Store["tryReplaceInventories"]>[0],
): Promise<number | undefined> {
  const values = [providerUuid, generation, ...columnsOf(inventories), anyLane()];
  try {
    const [row] = await run<{ generation: number }>(tryReplaceStatement, values);
    return row?.generation;
  } catch (error) {
    if (violates(error, "inventories_resource_class_fkey")) {
      return undefined;
    }
    throw error;
  }
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
