import type { Operation, OperationName } from "../operation.ts";
import { aggregateOperations } from "./aggregates.ts";
import { allocationOperations } from "./allocations.ts";
import { candidateOperations } from "./candidates.ts";
import { inventoryOperations } from "./inventories.ts";
import { reshaperOperations } from "./reshaper.ts";
import { resourceClassOperations } from "./resource-classes.ts";
import { resourceProviderOperations } from "./resource-providers.ts";
import { traitOperations } from "./traits.ts";
import { usageOperations } from "./usages.ts";

/** Every operation of the REST dialect. */
export const operations: Readonly<Record<OperationName, Operation>> = {
  ...resourceProviderOperations,
  ...inventoryOperations,
  ...resourceClassOperations,
  ...traitOperations,
  ...aggregateOperations,
  ...allocationOperations,
  ...candidateOperations,
  ...usageOperations,
  ...reshaperOperations,
};
