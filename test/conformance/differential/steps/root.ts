import type { Operation } from "../operation.ts";

/** The document that tells which versions there are. */
export const rootOperations: readonly Operation[] = [
  { name: "GET /", since: 0, weight: 0.3, sketch: () => ({ path: "/" }) },
];
