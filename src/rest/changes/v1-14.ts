import type { Change, OperationChange } from "../change.ts";
import { withoutKeys } from "../representation/without-keys.ts";
import { providersShown } from "./provider-links.ts";

const treeKeys = ["parent_provider_uuid", "root_provider_uuid"] as const;

const shown = providersShown((provider) => withoutKeys(provider, treeKeys));

function written(name: `ResourceProviderService.${string}`): OperationChange {
  return { ...shown[name], introduces: { body: ["parent_provider_uuid"] } };
}

/** Providers stood alone before. */
export const v1_14: Change = {
  since: 14,
  summary: "Resource providers have parents: they show their parent and the root of their tree.",
  operations: {
    ...shown,
    "ResourceProviderService.ListResourceProviders": {
      ...shown["ResourceProviderService.ListResourceProviders"],
      introduces: { query: ["in_tree"] },
    },
    "ResourceProviderService.CreateResourceProvider": written(
      "ResourceProviderService.CreateResourceProvider",
    ),
    "ResourceProviderService.UpdateResourceProvider": written(
      "ResourceProviderService.UpdateResourceProvider",
    ),
  },
};
