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
