import { AggregateService } from "../../src/gen/placement/v1/aggregate_service_pb.ts";
import { AllocationService } from "../../src/gen/placement/v1/allocation_service_pb.ts";
import { CandidateService } from "../../src/gen/placement/v1/candidate_service_pb.ts";
import { InventoryService } from "../../src/gen/placement/v1/inventory_service_pb.ts";
import { ReshaperService } from "../../src/gen/placement/v1/reshaper_service_pb.ts";
import { ResourceClassService } from "../../src/gen/placement/v1/resource_class_service_pb.ts";
import { ResourceProviderService } from "../../src/gen/placement/v1/resource_provider_service_pb.ts";
import { TraitService } from "../../src/gen/placement/v1/trait_service_pb.ts";
import { UsageService } from "../../src/gen/placement/v1/usage_service_pb.ts";

/** The services of the contract. */
export const contractServices = [
  ResourceProviderService,
  InventoryService,
  ResourceClassService,
  TraitService,
  AggregateService,
  AllocationService,
  UsageService,
  ReshaperService,
  CandidateService,
] as const;
