/** A trait as it is stored. */
export interface Trait {
  readonly name: string;
  readonly updatedAt: Date;
}

/** What a list of traits is narrowed by. */
export interface TraitFilter {
  /** Only traits whose names begin with this text, which is no pattern. */
  readonly namePrefix?: string | undefined;
  readonly names?: readonly string[] | undefined;
  /** Only traits that some provider has (true), or that none has (false). */
  readonly associated?: boolean | undefined;
}

/** The traits of a provider, seen at one moment, oldest trait first. */
export interface ProviderTraits {
  readonly generation: number;
  readonly traits: readonly Trait[];
}
