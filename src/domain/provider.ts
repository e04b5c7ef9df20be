/** A resource provider as it is stored. UUIDs are canonical; a root is its own root and has no parent. */
export interface Provider {
  readonly uuid: string;
  readonly name: string;
  readonly generation: number;
  readonly parentUuid: string | undefined;
  readonly rootUuid: string;
  readonly updatedAt: Date;
}

/** What a list of providers is narrowed by. All of it must hold; what is absent or empty narrows nothing. */
export interface ProviderFilter {
  readonly name?: string | undefined;
  readonly uuid?: string | undefined;
  /** A provider of the tree. One that does not exist is in no tree. */
  readonly inTree?: string | undefined;
  /** What must be free, by class, within the rules of the inventory. */
  readonly resources?: ReadonlyMap<string, number> | undefined;
  /** Of each set at least one. */
  readonly requiredTraits?: readonly (readonly string[])[] | undefined;
  readonly forbiddenTraits?: readonly string[] | undefined;
  /** Of each set at least one. */
  readonly memberOf?: readonly (readonly string[])[] | undefined;
  readonly forbiddenAggregates?: readonly string[] | undefined;
}
