/**
 * What a caller looks for: places from which a set of resources could be allocated together. Names are
 * canonical and syntactically valid; whether they are known anywhere is not asked here: what nobody has
 * matches nothing.
 */
export interface CandidateRequest {
  /** Suffixes are distinct. At least one group has resources; the unsuffixed one always has. */
  readonly groups: readonly RequestGroup[];
  /** `isolate`: no two suffixed groups come from one provider. The unsuffixed group may share with any. */
  readonly groupPolicy: "none" | "isolate";
  /** How many candidates are wanted at most; undefined: all. */
  readonly limit?: number | undefined;
  /** What the root of the candidate's own tree must and must not have, whether or not it gives resources. */
  readonly root?: TraitDemand | undefined;
  /**
   * Sets of suffixes. Of the providers that serve the groups of one set, one is the ancestor of all the others,
   * or they are the same provider.
   */
  readonly sameSubtrees: readonly (readonly string[])[];
  /**
   * Leaves out candidates that allocate from two providers of one tree, for callers that don't know of trees.
   * They count before `limit` does: such a caller gets as many candidates as there are for it.
   */
  readonly oneProviderPerTree: boolean;
}

/** Traits to have and not to have. */
export interface TraitDemand {
  /** At least one trait of each set. */
  readonly requiredTraits: readonly (readonly string[])[];
  readonly forbiddenTraits: readonly string[];
}

/**
 * One part of a request.
 *
 * The unsuffixed group may spread its classes over providers of one tree and providers that share with it, each
 * class whole from one; its required traits are met by those providers together, and an aggregate of the root
 * counts for the whole tree. A suffixed group is served by one provider alone, which itself has the traits and
 * is itself in the aggregates.
 */
export interface RequestGroup extends TraitDemand {
  /** Empty for the unsuffixed group. */
  readonly suffix: string;
  /** Amounts, ≥ 1, by class. Empty: the group only marks a provider, which shows in the mappings. */
  readonly resources: ReadonlyMap<string, number>;
  /** Aggregates: membership in at least one of each set. */
  readonly memberOf: readonly (readonly string[])[];
  readonly forbiddenAggregates: readonly string[];
  /** UUID of a provider in whose tree the group must find what it asks for. */
  readonly inTree?: string | undefined;
}
