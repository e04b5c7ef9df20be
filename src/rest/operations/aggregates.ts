import type { AggregateService } from "../../gen/placement/v1/aggregate_service_pb.ts";
import type { Operations } from "../operation.ts";
import { clampGeneration } from "../representation/generations.ts";
import { generationMoved } from "./generation-moved.ts";

type Name = `AggregateService.${(typeof AggregateService)["methods"][number]["name"]}`;

/** The REST form of AggregateService. */
export const aggregateOperations = {
  "AggregateService.ListAggregates": {},

  "AggregateService.ReplaceAggregates": {
    adapt: (body) => clampGeneration(body, "resource_provider_generation"),
    refusals: { RESOURCE_PROVIDER_GENERATION_CONFLICT: generationMoved },
  },
} satisfies Operations & Record<Name, unknown>;
