import type { Change } from "../change.ts";
import { providersWithoutLink } from "./provider-links.ts";

/** Traits came, and with them a link of each provider. */
export const v1_06: Change = {
  since: 6,
  summary: "Traits can be created and deleted, and given to resource providers; providers link to theirs.",
  adds: [
    "TraitService.ListTraits",
    "TraitService.GetTrait",
    "TraitService.EnsureTrait",
    "TraitService.DeleteTrait",
    "TraitService.ListResourceProviderTraits",
    "TraitService.ReplaceResourceProviderTraits",
    "TraitService.DeleteResourceProviderTraits",
  ],
  operations: providersWithoutLink("traits"),
};
