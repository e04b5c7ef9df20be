import type { Change } from "../change.ts";

/** The first version: everything that names no other one was there. */
export const v1_00: Change = {
  since: 0,
  summary: "Resource providers, inventories, usages and allocations.",
};
