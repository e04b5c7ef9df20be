import type { OperationChange } from "../change.ts";
import type { OperationName } from "../operation.ts";
import { type Belonging, eachProvider, withoutLink } from "../representation/provider-links.ts";
import type { Json } from "../shape/json-schema.ts";

/** Every operation whose answer shows resource providers. */
const showingProviders = [
  "ResourceProviderService.ListResourceProviders",
  "ResourceProviderService.CreateResourceProvider",
  "ResourceProviderService.GetResourceProvider",
  "ResourceProviderService.UpdateResourceProvider",
] as const satisfies readonly OperationName[];

/** Applies the downgrade of one provider wherever providers are shown. */
export function providersShown(
  downgrade: (provider: Json) => Json,
): Record<OperationName, Pick<OperationChange, "downgradeResponse">> {
  const downgradeResponse = (response: Json) => eachProvider(response, downgrade);
  return Object.fromEntries(showingProviders.map((name) => [name, { downgradeResponse }]));
}

/** Providers as they were before they had a link. */
export function providersWithoutLink(rel: Belonging): Readonly<Record<OperationName, OperationChange>> {
  return providersShown((provider) => withoutLink(provider, rel));
}
