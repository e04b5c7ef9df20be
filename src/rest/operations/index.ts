import type { Operation, OperationName } from "../operation.ts";
import { allocationOperations } from "./allocations.ts";
import { candidateOperations } from "./candidates.ts";
import { inventoryOperations } from "./inventories.ts";
import { resourceClassOperations } from "./resource-classes.ts";
import { resourceProviderOperations } from "./resource-providers.ts";

/** Every operation of the REST dialect. */
export const operations: Readonly<Record<OperationName, Operation>> = {
  ...resourceProviderOperations,
  ...inventoryOperations,
  ...resourceClassOperations,
  ...allocationOperations,
  ...candidateOperations,
};
