import type { AllocationView, ProviderAllocationsView } from "../allocation.ts";
import type { Reads } from "../reads.ts";
import { isCanonicalUuid } from "../uuid.ts";
import { refuseUnknown } from "./find-provider.ts";

/** What a consumer has; undefined where it has nothing, which is not an error. */
export async function viewAllocations(
  reads: Pick<Reads, "viewAllocations">,
  consumerUuid: string,
): Promise<AllocationView | undefined> {
  return isCanonicalUuid(consumerUuid) ? reads.viewAllocations(consumerUuid) : undefined;
}

/** What consumers have of a provider. Refuses with RESOURCE_PROVIDER_NOT_FOUND. */
export async function viewProviderAllocations(
  reads: Pick<Reads, "viewProviderAllocations">,
  providerUuid: string,
): Promise<ProviderAllocationsView> {
  const view = isCanonicalUuid(providerUuid) ? await reads.viewProviderAllocations(providerUuid) : undefined;
  return view ?? refuseUnknown(providerUuid);
}
