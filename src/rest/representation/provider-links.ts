import { isObject, type Json } from "../shape/json-schema.ts";

/** What each resource provider has below its own path, and the name of the link that leads there. */
const belongings = ["inventories", "usages", "aggregates", "traits", "allocations"] as const;

/** A kind of thing that belongs to a provider. */
export type Belonging = (typeof belongings)[number];

/** A provider's representation with its links; they are relative to the server's root. */
export function providerLinks(provider: Json, mountPrefix: string): Json {
  if (!isObject(provider)) return provider;
  const self = `${mountPrefix}/resource_providers/${provider.uuid}`;
  const links = belongings.map((rel) => ({ rel, href: `${self}/${rel}` }));
  return { ...provider, links: [{ rel: "self", href: self }, ...links] };
}

/** A provider's representation from before something belonged to it. */
export function withoutLink(provider: Json, rel: Belonging): Json {
  if (!isObject(provider) || !Array.isArray(provider.links)) return provider;
  const links = (provider.links as Json[]).filter((link) => !isObject(link) || link.rel !== rel);
  return { ...provider, links };
}

/** Applies a change of a provider's representation to a response with one provider, or with a list of them. */
export function eachProvider(response: Json, change: (provider: Json) => Json): Json {
  if (!isObject(response)) return response;
  if (!Array.isArray(response.resource_providers)) return change(response);
  return { ...response, resource_providers: (response.resource_providers as Json[]).map(change) };
}
