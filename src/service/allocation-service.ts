import type { MessageInitShape } from "@bufbuild/protobuf";
import type { AllocationView, ProviderAllocationsView } from "../domain/allocation.ts";
import { deleteAllocations } from "../domain/operations/delete-allocations.ts";
import { findProvider } from "../domain/operations/find-provider.ts";
import { replaceAllocations } from "../domain/operations/replace-allocations.ts";
import { viewAllocations, viewProviderAllocations } from "../domain/operations/view-allocations.ts";
import type { Store } from "../domain/store.ts";
import type {
  AllocationService,
  GetAllocationsResponseSchema,
  ListResourceProviderAllocationsResponseSchema,
} from "../gen/placement/v1/allocation_service_pb.ts";
import { claimFromProto, claimsFromProto } from "./claims-from-proto.ts";
import type { Handlers } from "./handler.ts";
import { setLastModified } from "./last-modified.ts";

/** The handlers of AllocationService. */
export function allocationHandlers(store: Store): Handlers<typeof AllocationService.method> {
  return {
    getAllocations: {
      async handle(request, context) {
        const view = await viewAllocations(store, request.consumerUuid);
        setLastModified(context, view?.updatedAt);
        return view === undefined ? {} : viewToProto(view);
      },
    },
    replaceAllocations: {
      async handle(request) {
        await replaceAllocations(store, [claimFromProto(request.consumerUuid, request)]);
        return {};
      },
    },
    batchReplaceAllocations: {
      async handle(request) {
        await replaceAllocations(store, claimsFromProto("consumers", request.consumers));
        return {};
      },
    },
    listResourceProviderAllocations: {
      named: (request) => findProvider(store, request.resourceProviderUuid),
      async handle(request, context) {
        const view = await viewProviderAllocations(store, request.resourceProviderUuid);
        setLastModified(context, view.updatedAt);
        return providerViewToProto(view);
      },
    },
    deleteAllocations: {
      async handle(request) {
        await deleteAllocations(store, request.consumerUuid);
        return {};
      },
    },
  };
}

function viewToProto(view: AllocationView): MessageInitShape<typeof GetAllocationsResponseSchema> {
  const allocations: Record<string, { resources: Record<string, number>; generation: number }> = {};
  for (const { providerUuid, providerGeneration, resourceClass, amount } of view.allocations) {
    allocations[providerUuid] ??= { resources: {}, generation: providerGeneration };
    allocations[providerUuid].resources[resourceClass] = amount;
  }
  return {
    allocations,
    projectId: view.consumer.projectId,
    userId: view.consumer.userId,
    consumerGeneration: view.consumer.generation,
    consumerType: view.consumer.consumerType,
  };
}

function providerViewToProto(
  view: ProviderAllocationsView,
): MessageInitShape<typeof ListResourceProviderAllocationsResponseSchema> {
  const allocations: Record<string, { resources: Record<string, number>; consumerGeneration: number }> = {};
  for (const { consumerUuid, consumerGeneration, resourceClass, amount } of view.allocations) {
    allocations[consumerUuid] ??= { resources: {}, consumerGeneration };
    allocations[consumerUuid].resources[resourceClass] = amount;
  }
  return { allocations, resourceProviderGeneration: view.generation };
}
