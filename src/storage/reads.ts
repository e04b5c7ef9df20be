import type { Reads } from "../domain/reads.ts";
import { createAggregateReads } from "./aggregate-reads.ts";
import { createAllocationReads } from "./allocation-reads.ts";
import { createPagedSource } from "./candidate-pages.ts";
import { createClassReads } from "./class-reads.ts";
import { createInventoryReads } from "./inventory-reads.ts";
import { createProviderReads } from "./provider-reads.ts";
import type { RunStatement } from "./statement.ts";
import { createTraitReads } from "./trait-reads.ts";
import { createUsageReads } from "./usage-reads.ts";

/** The reads of a store. What each returns was read by one statement, so that it was so at one moment. */
export function createReads(run: RunStatement): Reads {
  return {
    ...createProviderReads(run),
    ...createInventoryReads(run),
    ...createClassReads(run),
    ...createTraitReads(run),
    ...createAggregateReads(run),
    ...createAllocationReads(run),
    ...createUsageReads(run),
    openCandidateSource: async () => createPagedSource(run),
  };
}
