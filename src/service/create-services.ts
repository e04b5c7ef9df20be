import type { DescMethodUnary, DescService } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import type { Store } from "../domain/store.ts";
import { AggregateService } from "../gen/placement/v1/aggregate_service_pb.ts";
import { AllocationService } from "../gen/placement/v1/allocation_service_pb.ts";
import { CandidateService } from "../gen/placement/v1/candidate_service_pb.ts";
import { InventoryService } from "../gen/placement/v1/inventory_service_pb.ts";
import { ReshaperService } from "../gen/placement/v1/reshaper_service_pb.ts";
import { ResourceClassService } from "../gen/placement/v1/resource_class_service_pb.ts";
import { ResourceProviderService } from "../gen/placement/v1/resource_provider_service_pb.ts";
import { TraitService } from "../gen/placement/v1/trait_service_pb.ts";
import { UsageService } from "../gen/placement/v1/usage_service_pb.ts";
import { aggregateHandlers } from "./aggregate-service.ts";
import { allocationHandlers } from "./allocation-service.ts";
import { type CandidateSettings, candidateHandlers } from "./candidate-service.ts";
import { type Handlers, implement, type ViolationsKey } from "./handler.ts";
import { inventoryHandlers } from "./inventory-service.ts";
import type { LargeAnswers } from "./large-answers.ts";
import { reshaperHandlers } from "./reshaper-service.ts";
import { resourceClassHandlers } from "./resource-class-service.ts";
import { resourceProviderHandlers } from "./resource-provider-service.ts";
import { traitHandlers } from "./trait-service.ts";
import { usageHandlers } from "./usage-service.ts";

/** A service of the contract with what it does. */
export interface ServiceEntry {
  readonly service: DescService;
  readonly implementation: Partial<ServiceImpl<DescService>>;
  /** Its handlers look at what protocols found wrong with a request themselves. */
  readonly refusesViolations: true;
}

/**
 * All services of the contract on a store: the one source of what every protocol answers. `violationsKey` is where
 * protocols that bind requests themselves leave what they found wrong with one; `largeAnswers` lets large answers of
 * all services and protocols take turns.
 */
export function createServices(
  store: Store,
  violationsKey: ViolationsKey,
  settings: CandidateSettings,
  largeAnswers: LargeAnswers,
): readonly ServiceEntry[] {
  const entry = <Methods extends Record<string, DescMethodUnary>>(
    service: DescService & { readonly method: Methods },
    handlers: Handlers<Methods>,
  ): ServiceEntry => ({
    service,
    implementation: implement(service, handlers, violationsKey) as unknown as ServiceEntry["implementation"],
    refusesViolations: true,
  });
  return [
    entry(ResourceProviderService, resourceProviderHandlers(store, largeAnswers)),
    entry(InventoryService, inventoryHandlers(store)),
    entry(ResourceClassService, resourceClassHandlers(store)),
    entry(TraitService, traitHandlers(store)),
    entry(AggregateService, aggregateHandlers(store)),
    entry(AllocationService, allocationHandlers(store)),
    entry(UsageService, usageHandlers(store)),
    entry(ReshaperService, reshaperHandlers(store)),
    entry(CandidateService, candidateHandlers(store, settings, largeAnswers)),
  ];
}
