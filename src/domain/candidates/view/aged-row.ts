import type { ProviderRow } from "../build-forest.ts";

/** A provider with its place in the order of creation. */
export interface AgedRow extends ProviderRow {
  /** A whole number up to 2^53 that is greater for whoever was created later, and stays with the provider. */
  readonly age: number;
}
