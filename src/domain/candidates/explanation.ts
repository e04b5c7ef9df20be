import type { Blocker, CandidateOutcome } from "./blockers.ts";
import type { ProviderConstraint } from "./provider-constraints.ts";

/** Why a request has no candidates, or how narrowly it has some: what each of its constraints leaves of what there is. */
export interface Explanation {
  /** For each class of the unsuffixed group and each suffixed group, in the order of the request. */
  readonly needs: readonly NeedExplanation[];
  readonly roots: RootCounts;
  readonly outcome: CandidateOutcome;
  /**
   * Where no candidate was found: the constraints of which each, lifted alone, lets one be found. Empty also where
   * only lifting several would.
   */
  readonly blockers: readonly Blocker[];
  /** Whether the look for some blocker was given up, so that it may be one that is not told. */
  readonly blockersCut: boolean;
}

/** What is left for one need after each of its constraints, in the order in which they are listed. */
export interface NeedExplanation {
  readonly suffix: string;
  readonly resourceClasses: readonly string[];
  readonly steps: readonly Step[];
}

/** How many providers meet a constraint and all that were listed before it. */
export interface Step {
  readonly constraint: ProviderConstraint;
  readonly providersLeft: number;
}

/** How many roots there are, how many are as the request wants them, and in how many of those each need finds a provider. */
export interface RootCounts {
  readonly all: number;
  readonly wanted: number;
  readonly complete: number;
}
