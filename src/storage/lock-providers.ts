import type { StoredInventory } from "../domain/inventory.ts";
import type { LockedProvider, Transaction } from "../domain/store.ts";
import { INVENTORY_COLUMNS, type InventoryRow, inventoryFromRow } from "./inventory-row.ts";
import { PROVIDER_COLUMNS, type ProviderRow, providerFromRow } from "./provider-row.ts";
import type { RunStatement, Statement } from "./statement.ts";

const lockProviders: Statement = {
  name: "lock_providers",
  text: `
  select ${PROVIDER_COLUMNS}
  from resource_providers p where p.uuid = any ($1::uuid[]) order by p.id for no key update`,
};

/** The limit cuts nothing off: see `claimStatement`. */
export const inventoriesOfStatement: Statement = {
  name: "inventories_of",
  text: `
  select p.uuid as provider_uuid, ${INVENTORY_COLUMNS}
  from (select id, uuid from resource_providers where uuid = any ($1::uuid[]) limit cardinality($1::uuid[])) p
    join inventories i on i.provider_id = p.id`,
};

/** The locks of providers. */
export type ProviderLocks = Pick<Transaction, "lockProviders">;

/** Locks providers in a transaction, in the order of their creation. */
export function createProviderLocks(run: RunStatement): ProviderLocks {
  return { lockProviders: (uuids) => lock(run, uuids) };
}

async function lock(run: RunStatement, uuids: readonly string[]): Promise<Map<string, LockedProvider>> {
  const rows = await run<ProviderRow>(lockProviders, [uuids]);
  const inventories = new Map(rows.map((row) => [row.uuid, new Map<string, StoredInventory>()]));
  // Read after the locks were had: what others wrote before they let go is seen.
  for (const row of await run<InventoryRow & { provider_uuid: string }>(inventoriesOfStatement, [uuids])) {
    inventories.get(row.provider_uuid)?.set(row.resource_class, inventoryFromRow(row));
  }
  return new Map(
    rows.map((row) => [
      row.uuid,
      { provider: providerFromRow(row), inventories: inventories.get(row.uuid) ?? new Map() },
    ]),
  );
}
