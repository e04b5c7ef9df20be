/**
 * The aggregates of a provider, seen at one moment: canonical uuids in ascending order. An aggregate is no more
 * than a uuid that its members share; it is there while somebody is in it.
 */
export interface ProviderAggregates {
  readonly generation: number;
  readonly aggregates: readonly string[];
}
