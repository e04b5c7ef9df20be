/** The type of a consumer that was never given one. In lower case, as no given type is. */
export const UNKNOWN_CONSUMER_TYPE = "unknown";

/** Who has allocations, and under which generation. */
export interface Consumer {
  readonly uuid: string;
  readonly generation: number;
  readonly projectId: string;
  readonly userId: string;
  readonly consumerType: string;
}

/** One amount that a consumer has. */
export interface Allocation {
  readonly providerUuid: string;
  readonly resourceClass: string;
  readonly amount: number;
}

/** What a consumer has, seen at one moment, with the generations of the providers it has it from. */
export interface AllocationView {
  readonly consumer: Consumer;
  readonly updatedAt: Date;
  readonly allocations: readonly (Allocation & { readonly providerGeneration: number })[];
}

/** What consumers have of a provider, seen at one moment. `updatedAt` is that of the last allocation, if any. */
export interface ProviderAllocationsView {
  readonly generation: number;
  readonly updatedAt: Date | undefined;
  readonly allocations: readonly {
    readonly consumerUuid: string;
    readonly consumerGeneration: number;
    readonly resourceClass: string;
    readonly amount: number;
  }[];
}
