import { defineEntity, p } from "@mikro-orm/core";

/**
 * A row of `resource_providers`. `generation` is the version property: MikroORM makes every update of the row
 * conditional on the version that was read, and moves it by one.
 */
export const ResourceProviderSchema = defineEntity({
  name: "ResourceProvider",
  tableName: "resource_providers",
  properties: {
    id: p.bigint("number").primary().autoincrement(),
    uuid: p.uuid().unique("resource_providers_uuid_key"),
    name: p.string().length(200).unique("resource_providers_name_key"),
    generation: p.integer().version().default(0),
    parentUuid: p.uuid().nullable(),
    rootUuid: p.uuid(),
    createdAt: p.datetime(6).onCreate(() => new Date()),
    updatedAt: p.datetime(6).onCreate(() => new Date()),
  },
});

/** A resource provider of the unit of work. */
export class ResourceProvider extends ResourceProviderSchema.class {}
ResourceProviderSchema.setClass(ResourceProvider);
