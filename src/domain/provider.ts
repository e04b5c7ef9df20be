/** A resource provider as it is stored. UUIDs are canonical; a root is its own root and has no parent. */
export interface Provider {
  readonly uuid: string;
  readonly name: string;
  readonly generation: number;
  readonly parentUuid: string | undefined;
  readonly rootUuid: string;
  readonly updatedAt: Date;
}

/** What a list of providers is narrowed by. */
export interface ProviderFilter {
  readonly name?: string | undefined;
  readonly uuid?: string | undefined;
}
