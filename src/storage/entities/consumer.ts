import { defineEntity, p } from "@mikro-orm/core";

/** A row of `consumers`. `generation` is the version property. */
export const ConsumerSchema = defineEntity({
  name: "Consumer",
  tableName: "consumers",
  properties: {
    id: p.bigint("number").primary().autoincrement(),
    uuid: p.uuid().unique("consumers_uuid_key"),
    generation: p.integer().version().default(0),
    projectId: p.string().length(255),
    userId: p.string().length(255),
    consumerType: p.string().length(255),
    updatedAt: p.datetime(6).onCreate(() => new Date()),
  },
});

/** A consumer of the unit of work. */
export class Consumer extends ConsumerSchema.class {}
ConsumerSchema.setClass(Consumer);
