import { AllocationService } from "../../../src/gen/placement/v1/allocation_service_pb.ts";
import { InventoryService } from "../../../src/gen/placement/v1/inventory_service_pb.ts";
import { ResourceClassService } from "../../../src/gen/placement/v1/resource_class_service_pb.ts";
import { ResourceProviderService } from "../../../src/gen/placement/v1/resource_provider_service_pb.ts";

/** The services that the dialect serves. */
export const services = [
  ResourceProviderService,
  InventoryService,
  ResourceClassService,
  AllocationService,
] as const;
