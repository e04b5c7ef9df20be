import type { ProviderAggregates } from "./aggregate.ts";
import type { AllocationView, ProviderAllocationsView } from "./allocation.ts";
import type { CandidateSource } from "./candidates/candidate-source.ts";
import type { InventoryView } from "./inventory.ts";
import type { Provider, ProviderFilter } from "./provider.ts";
import type { ResourceClass } from "./resource-class.ts";
import type { ProviderTraits, Trait, TraitFilter } from "./trait.ts";
import type { TypeUsage, UsageFilter } from "./usage.ts";

/** Reads. Each sees one moment of the database, but for candidate sources, which say what they see. */
export interface Reads {
  findProvider(uuid: string): Promise<Provider | undefined>;
  /** Providers that pass all filters, in the order of their creation. */
  listProviders(filter: ProviderFilter): Promise<Provider[]>;
  /** Undefined where the provider does not exist. Classes in alphabetical order. */
  viewInventories(providerUuid: string): Promise<InventoryView | undefined>;
  /** All classes, oldest first. */
  listResourceClasses(): Promise<ResourceClass[]>;
  findResourceClass(name: string): Promise<ResourceClass | undefined>;
  /** Those of some names that no class has, in their order. */
  unknownResourceClasses(names: readonly string[]): Promise<string[]>;
  /** Traits that pass all filters, oldest first. */
  listTraits(filter: TraitFilter): Promise<Trait[]>;
  findTrait(name: string): Promise<Trait | undefined>;
  /** Those of some names that no trait has, in their order. */
  unknownTraits(names: readonly string[]): Promise<string[]>;
  /** Undefined where the provider does not exist. */
  viewTraits(providerUuid: string): Promise<ProviderTraits | undefined>;
  /** Undefined where the provider does not exist. */
  viewAggregates(providerUuid: string): Promise<ProviderAggregates | undefined>;
  /** Undefined where the consumer has nothing. */
  viewAllocations(consumerUuid: string): Promise<AllocationView | undefined>;
  /** Undefined where the provider does not exist. The oldest consumer first. */
  viewProviderAllocations(providerUuid: string): Promise<ProviderAllocationsView | undefined>;
  /** By type, in alphabetical order. */
  listUsages(filter: UsageFilter): Promise<TypeUsage[]>;
  /** What one candidate search looks at; it shows all that was written before it was asked for. */
  openCandidateSource(): Promise<CandidateSource>;
}
