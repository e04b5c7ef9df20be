import type { InventoryView, StoredInventory } from "../domain/inventory.ts";
import type { Reads } from "../domain/reads.ts";
import { INVENTORY_COLUMNS, type InventoryRow, inventoryFromRow } from "./inventory-row.ts";
import type { RunStatement, Statement } from "./statement.ts";

/** Reads the inventories of the provider $1, and its generation. */
export const viewInventoriesStatement: Statement = {
  name: "view_inventories",
  quick: "read",
  text: `
  select p.generation, ${INVENTORY_COLUMNS}
  from resource_providers p left join inventories i on i.provider_id = p.id
  where p.uuid = $1
  order by i.resource_class`,
};

/** The reads of inventories. */
export type InventoryReads = Pick<Reads, "viewInventories">;

/** Reads inventories. */
export function createInventoryReads(run: RunStatement): InventoryReads {
  return {
    async viewInventories(providerUuid) {
      return inventoryViewFromRows(await run<InventoryViewRow>(viewInventoriesStatement, [providerUuid]));
    },
  };
}

/** A provider's generation beside one of its inventories, or beside nulls where it has none. */
type InventoryViewRow = { generation: number } & (InventoryRow | { resource_class: null });

function inventoryViewFromRows(rows: InventoryViewRow[]): InventoryView | undefined {
  const [first] = rows;
  if (first === undefined) {
    return undefined;
  }
  const inventories: StoredInventory[] = [];
  let updatedAtMs = 0;
  for (const row of rows) {
    if (row.resource_class !== null) {
      inventories.push(inventoryFromRow(row));
      updatedAtMs = Math.max(updatedAtMs, row.updated_at_ms);
    }
  }
  const updatedAt = inventories.length === 0 ? undefined : new Date(updatedAtMs);
  return { generation: first.generation, updatedAt, inventories };
}
