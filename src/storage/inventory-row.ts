import type { StoredInventory } from "../domain/inventory.ts";
import { milliseconds } from "./milliseconds.ts";

/** What every statement that shows inventories selects. */
export const INVENTORY_COLUMNS = `i.resource_class, i.total, i.reserved, i.min_unit, i.max_unit, i.step_size,
    i.allocation_ratio, i.used::float8 as used,
  ${milliseconds("i.updated_at")}`;

/** A row of `inventories` as statements return it. */
export interface InventoryRow {
  resource_class: string;
  total: number;
  reserved: number;
  min_unit: number;
  max_unit: number;
  step_size: number;
  allocation_ratio: number;
  used: number;
  updated_at_ms: number;
}

/** The inventory of a row. */
export function inventoryFromRow(row: InventoryRow): StoredInventory {
  return {
    resourceClass: row.resource_class,
    total: row.total,
    reserved: row.reserved,
    minUnit: row.min_unit,
    maxUnit: row.max_unit,
    stepSize: row.step_size,
    allocationRatio: row.allocation_ratio,
    used: row.used,
  };
}
