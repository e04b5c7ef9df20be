import type { Change } from "../change.ts";

/**
 * Versions that changed only what the contract does not have yet: listed, so that the history is whole and every
 * version that a client may ask for is known. Each gets a file of its own with what it changed.
 */
export const notServedYet: readonly Change[] = [
  { since: 30, summary: "Inventories and the allocations on them can be moved together (reshaper)." },
];
