import { type Inventory, type InventorySet, UNIT_MAX } from "../domain/inventory.ts";

/** The fields that every message with an inventory in it has; absent ones have the contract's defaults. */
interface InventoryFields {
  readonly total?: number | undefined;
  readonly reserved?: number | undefined;
  readonly minUnit?: number | undefined;
  readonly maxUnit?: number | undefined;
  readonly stepSize?: number | undefined;
  readonly allocationRatio?: number | undefined;
}

/** The inventory that a message describes. */
export function inventoryFromProto(fields: InventoryFields): Inventory {
  return {
    total: fields.total ?? 0,
    reserved: fields.reserved ?? 0,
    minUnit: fields.minUnit ?? 1,
    maxUnit: fields.maxUnit ?? UNIT_MAX,
    stepSize: fields.stepSize ?? 1,
    allocationRatio: fields.allocationRatio ?? 1,
  };
}

/** The inventories that a map of messages describes. */
export function inventorySetFromProto(inventories: Readonly<Record<string, InventoryFields>>): InventorySet {
  return new Map(Object.entries(inventories).map(([name, fields]) => [name, inventoryFromProto(fields)]));
}
