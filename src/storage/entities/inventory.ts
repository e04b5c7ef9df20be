import { defineEntity, p } from "@mikro-orm/core";

/** A row of `inventories`. `used` is the sum of the allocations from it, kept by every write of allocations. */
export const InventorySchema = defineEntity({
  name: "Inventory",
  tableName: "inventories",
  properties: {
    providerId: p.bigint("number").primary(),
    resourceClass: p.string().length(255).primary(),
    total: p.integer(),
    reserved: p.integer(),
    minUnit: p.integer(),
    maxUnit: p.integer(),
    stepSize: p.integer(),
    allocationRatio: p.double(),
    used: p.bigint("number").default(0),
    updatedAt: p.datetime(6),
  },
});

/** An inventory of the unit of work. */
export class Inventory extends InventorySchema.class {}
InventorySchema.setClass(Inventory);
