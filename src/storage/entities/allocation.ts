import { defineEntity, p } from "@mikro-orm/core";

/** A row of `allocations`: what one consumer has of one inventory. */
export const AllocationSchema = defineEntity({
  name: "Allocation",
  tableName: "allocations",
  properties: {
    consumerId: p.bigint("number").primary(),
    providerId: p.bigint("number").primary(),
    resourceClass: p.string().length(255).primary(),
    amount: p.integer(),
    updatedAt: p.datetime(6),
  },
});

/** An allocation of the unit of work. */
export class Allocation extends AllocationSchema.class {}
AllocationSchema.setClass(Allocation);
