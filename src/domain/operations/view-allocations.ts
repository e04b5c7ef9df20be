import type { AllocationView } from "../allocation.ts";
import type { Reads } from "../reads.ts";
import { isCanonicalUuid } from "../uuid.ts";

/** What a consumer has; undefined where it has nothing, which is not an error. */
export async function viewAllocations(
  reads: Reads,
  consumerUuid: string,
): Promise<AllocationView | undefined> {
  return isCanonicalUuid(consumerUuid) ? reads.viewAllocations(consumerUuid) : undefined;
}
