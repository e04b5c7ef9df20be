import type { Operation } from "../operation.ts";
import { aggregateOperations } from "./aggregates.ts";
import { allocationOperations } from "./allocations.ts";
import { candidateOperations } from "./candidates.ts";
import { inventoryOperations } from "./inventories.ts";
import { nameOperations } from "./names.ts";
import { providerOperations } from "./providers.ts";
import { rootOperations } from "./root.ts";

/** All of Placement's operations. */
export const operations: readonly Operation[] = [
  ...rootOperations,
  ...providerOperations,
  ...inventoryOperations,
  ...nameOperations,
  ...aggregateOperations,
  ...allocationOperations,
  ...candidateOperations,
];
