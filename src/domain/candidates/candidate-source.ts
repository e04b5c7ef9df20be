import type { Forest } from "./forest.ts";
import type { CandidateRequest } from "./request.ts";

/** In which order a search is shown forests, and how much it expects to need of them. */
export interface ForestOrder {
  /** How many trees would do, if each of them served the request once. */
  readonly treesWanted: number;
  /** Makes the order of trees random, each text another one; absent: the oldest root first. */
  readonly seed?: string | undefined;
  /** Asked after a wait whether to go on: rejects when nobody waits for the answer any more. */
  readonly pause?: (() => Promise<void> | undefined) | undefined;
}

/**
 * What one candidate search looks at: names, and forests one after another. Each forest shows one moment that is no
 * earlier than when the source was asked for; whether all of them show the same one depends on the source.
 */
export interface CandidateSource {
  /** Those of some names that no class has, in their order. */
  unknownResourceClasses(names: readonly string[]): Promise<string[]>;
  /** Those of some names that no trait has, in their order. */
  unknownTraits(names: readonly string[]): Promise<string[]>;
  /**
   * Forests that have among their own roots, each once, all at which a request may find candidates. They come as they
   * are taken, and what is not taken costs nothing.
   */
  forests(request: CandidateRequest, order: ForestOrder): AsyncIterable<Forest>;
}
