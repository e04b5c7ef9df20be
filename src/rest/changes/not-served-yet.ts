import type { Change } from "../change.ts";

/**
 * Versions that changed only what the contract does not have yet: listed, so that the history is whole and every
 * version that a client may ask for is known. Each gets a file of its own with what it changed.
 */
export const notServedYet: readonly Change[] = [
  { since: 9, summary: "The usages of a project, or of a user in it, can be shown." },
  { since: 13, summary: "The allocations of several consumers can be written at once." },
  { since: 19, summary: "The aggregates of a resource provider are read and replaced with its generation." },
  { since: 30, summary: "Inventories and the allocations on them can be moved together (reshaper)." },
  { since: 37, summary: "Resource providers can change their parent, and be made roots." },
];
