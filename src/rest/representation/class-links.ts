import { isObject, type Json } from "../shape/json-schema.ts";

/** A resource class's representation with the link to itself. */
export function classLinks(resourceClass: Json, mountPrefix: string): Json {
  if (!isObject(resourceClass)) return resourceClass;
  const href = `${mountPrefix}/resource_classes/${resourceClass.name}`;
  return { ...resourceClass, links: [{ rel: "self", href }] };
}
