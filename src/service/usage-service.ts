import { listUsages } from "../domain/operations/list-usages.ts";
import { viewInventories } from "../domain/operations/view-inventories.ts";
import type { Store } from "../domain/store.ts";
import type { TypeUsage } from "../domain/usage.ts";
import type { UsageService } from "../gen/placement/v1/usage_service_pb.ts";
import type { Handlers } from "./handler.ts";

/** The handlers of UsageService. */
export function usageHandlers(store: Store): Handlers<typeof UsageService.method> {
  return {
    getResourceProviderUsages: {
      async handle(request) {
        const view = await viewInventories(store, request.resourceProviderUuid);
        return {
          usages: Object.fromEntries(view.inventories.map((one) => [one.resourceClass, one.used])),
          resourceProviderGeneration: view.generation,
        };
      },
    },
    getUsages: {
      async handle(request) {
        const usages = await listUsages(store, {
          projectId: request.projectId,
          userId: request.userId,
          consumerType: request.consumerType,
        });
        return {
          usages: Object.fromEntries(usages.map((usage) => [usage.consumerType, usageToProto(usage)])),
        };
      },
    },
  };
}

function usageToProto(usage: TypeUsage) {
  return { consumerCount: usage.consumerCount, resources: Object.fromEntries(usage.resources) };
}
