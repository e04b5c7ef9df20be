import type { Change } from "../change.ts";
import { providersWithoutLink } from "./provider-links.ts";

/** Aggregates came, and with them a link of each provider. */
export const v1_01: Change = {
  since: 1,
  summary: "The aggregates of a resource provider can be shown and replaced; providers link to them.",
  adds: ["AggregateService.ListAggregates", "AggregateService.ReplaceAggregates"],
  operations: providersWithoutLink("aggregates"),
};
