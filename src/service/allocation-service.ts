import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Allocation, AllocationView } from "../domain/allocation.ts";
import { deleteAllocations, replaceAllocations } from "../domain/operations/replace-allocations.ts";
import { viewAllocations } from "../domain/operations/view-allocations.ts";
import type { Store } from "../domain/store.ts";
import { canonicalUuid } from "../domain/uuid.ts";
import type {
  AllocationService,
  GetAllocationsResponseSchema,
} from "../gen/placement/v1/allocation_service_pb.ts";
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
        await replaceAllocations(store, {
          consumerUuid: request.consumerUuid,
          projectId: request.projectId,
          userId: request.userId,
          consumerType: request.consumerType ?? "",
          consumerGeneration: request.consumerGeneration,
          allocations: allocationsFromProto(request.allocations),
        });
        return {};
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

function allocationsFromProto(
  providers: Readonly<Record<string, { readonly resources: Readonly<Record<string, number>> }>>,
): Allocation[] {
  return Object.entries(providers).flatMap(([uuid, { resources }]) =>
    Object.entries(resources).map(([resourceClass, amount]) => ({
      providerUuid: canonicalUuid(uuid),
      resourceClass,
      amount,
    })),
  );
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
