import type { KnownDifference } from "./known-difference.ts";
import { candidateDifferences } from "./of-candidates.ts";
import { claimDifferences } from "./of-claims.ts";
import { httpDifferences } from "./of-http.ts";
import { wordDifferences } from "./of-words.ts";

/** All known differences; the first that explains a case is counted. */
export const knownDifferences: readonly KnownDifference[] = [
  ...claimDifferences,
  ...candidateDifferences,
  ...wordDifferences,
  ...httpDifferences,
];
