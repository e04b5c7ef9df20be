import type { InventorySet } from "../domain/inventory.ts";
import type { Transaction } from "../domain/store.ts";
import { advanceGeneration } from "./advance-generation.ts";
import { RunAgain, violates } from "./driver-errors.ts";
import type { ChangedTrees } from "./note-changes.ts";
import type { RunStatement, Statement } from "./statement.ts";

const put: Statement = {
  name: "put_inventories",
  text: `
  insert into inventories (provider_id, resource_class, total, reserved, min_unit, max_unit, step_size,
    allocation_ratio)
  select p.id, w.resource_class, w.total, w.reserved, w.min_unit, w.max_unit, w.step_size, w.allocation_ratio
  from unnest($1::uuid[], $2::varchar[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[], $8::float8[])
      as w (provider_uuid, resource_class, total, reserved, min_unit, max_unit, step_size, allocation_ratio)
    join resource_providers p on p.uuid = w.provider_uuid
  on conflict (provider_id, resource_class) do update set
    total = excluded.total, reserved = excluded.reserved, min_unit = excluded.min_unit,
    max_unit = excluded.max_unit, step_size = excluded.step_size,
    allocation_ratio = excluded.allocation_ratio, updated_at = now()`,
};

const remove: Statement = {
  name: "remove_inventories",
  text: `
  delete from inventories i
  using unnest($1::uuid[], $2::varchar[]) as w (provider_uuid, resource_class)
    join resource_providers p on p.uuid = w.provider_uuid
  where i.provider_id = p.id and i.resource_class = w.resource_class`,
};

const moveProviders: Statement = {
  name: "move_reshaped_providers",
  text: `
  update resource_providers p set ${advanceGeneration("p")} where p.uuid = any ($1::uuid[])`,
};

/** The writes of inventories of several providers at once. */
export type ReshapeWrites = Pick<Transaction, "putInventories" | "removeInventories">;

/** Writes inventories of several providers in a transaction that has locked them. */
export function createReshapeWrites(run: RunStatement, changed: ChangedTrees): ReshapeWrites {
  return {
    async putInventories(sets) {
      changed.ofProviders(sets.keys());
      try {
        await run(put, columnsOf(sets));
      } catch (error) {
        throw violates(error, "inventories_resource_class_fkey")
          ? new RunAgain("a resource class went meanwhile")
          : error;
      }
      await run(moveProviders, [[...sets.keys()]]);
    },
    async removeInventories(classes) {
      changed.ofProviders(classes.keys());
      const pairs = [...classes].flatMap(([uuid, names]) => names.map((name) => [uuid, name] as const));
      await run(remove, [pairs.map(([uuid]) => uuid), pairs.map(([, name]) => name)]);
      await run(moveProviders, [[...classes.keys()]]);
    },
  };
}

function columnsOf(sets: ReadonlyMap<string, InventorySet>): unknown[][] {
  const rows = [...sets].flatMap(([uuid, set]) => [...set].map((entry) => [uuid, ...entry] as const));
  return [
    rows.map(([uuid]) => uuid),
    rows.map(([, resourceClass]) => resourceClass),
    rows.map(([, , inventory]) => inventory.total),
    rows.map(([, , inventory]) => inventory.reserved),
    rows.map(([, , inventory]) => inventory.minUnit),
    rows.map(([, , inventory]) => inventory.maxUnit),
    rows.map(([, , inventory]) => inventory.stepSize),
    rows.map(([, , inventory]) => inventory.allocationRatio),
  ];
}
