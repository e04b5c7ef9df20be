import type { Change } from "../change.ts";

/** Before, the set could only be replaced by an empty one. */
export const v1_05: Change = {
  since: 5,
  summary: "All inventories of a resource provider can be deleted at once.",
  adds: ["InventoryService.DeleteInventories"],
};
