import type { Change, OperationChange } from "../change.ts";

const before: OperationChange = { capabilities: ["refuse_zero_capacity"] };

/** Before, `reserved` had to be less than `total`. */
export const v1_26: Change = {
  since: 26,
  summary: "An inventory may be reserved as a whole.",
  operations: {
    "InventoryService.ReplaceInventories": before,
    "InventoryService.CreateInventory": before,
    "InventoryService.UpdateInventory": before,
  },
};
