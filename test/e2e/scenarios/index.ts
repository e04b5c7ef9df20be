import type { Call } from "../../kit/two-ways.ts";
import { allocationCalls } from "./allocations.ts";
import { providerCalls } from "./providers.ts";
import { reshaperCalls } from "./reshaper.ts";
import { traitCalls } from "./traits.ts";

/** What is played by several protocols: every RPC is called, and refused where it can be. */
export const scenarios: Readonly<Record<string, readonly Call[]>> = {
  "providers, their trees and inventories": providerCalls,
  "traits, classes and aggregates": traitCalls,
  "allocations and usages": allocationCalls,
  "the reshaper": reshaperCalls,
};
