import type { Change } from "../change.ts";

/** Answers with a body tell when what they show was last changed. */
export const v1_15: Change = {
  since: 15,
  summary: "Answers with a body have the headers last-modified and cache-control.",
  everywhere: { cacheHeaders: false },
};
