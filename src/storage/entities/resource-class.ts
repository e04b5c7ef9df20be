import { defineEntity, p } from "@mikro-orm/core";

/** A row of `resource_classes`. */
export const ResourceClassSchema = defineEntity({
  name: "ResourceClass",
  tableName: "resource_classes",
  properties: {
    id: p.integer().primary().autoincrement(),
    name: p.string().length(255).unique("resource_classes_name_key"),
    updatedAt: p.datetime(6).onCreate(() => new Date()),
  },
});

/** A resource class of the unit of work. */
export class ResourceClass extends ResourceClassSchema.class {}
ResourceClassSchema.setClass(ResourceClass);
