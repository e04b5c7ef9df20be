import type { Refusal } from "../operation.ts";

/** How traits and aggregates say that someone else wrote first; inventories have words of their own. */
export const generationMoved: Refusal = {
  status: 409,
  code: "placement.concurrent_update",
  detail: () => "Resource provider's generation already changed. Please update the generation and try again.",
};
