import { replaceAggregates, viewAggregates } from "../domain/operations/aggregates.ts";
import { findProvider } from "../domain/operations/find-provider.ts";
import type { Store } from "../domain/store.ts";
import type { AggregateService } from "../gen/placement/v1/aggregate_service_pb.ts";
import type { Handlers } from "./handler.ts";

/** The handlers of AggregateService. */
export function aggregateHandlers(store: Store): Handlers<typeof AggregateService.method> {
  return {
    listAggregates: {
      async handle(request) {
        const view = await viewAggregates(store, request.resourceProviderUuid);
        return { aggregates: [...view.aggregates], resourceProviderGeneration: view.generation };
      },
    },
    replaceAggregates: {
      named: (request) => findProvider(store, request.resourceProviderUuid),
      async handle(request) {
        const view = await replaceAggregates(store, {
          providerUuid: request.resourceProviderUuid,
          aggregates: request.aggregates,
          generation: request.ignoreGeneration ? undefined : request.resourceProviderGeneration,
        });
        return { aggregates: [...view.aggregates], resourceProviderGeneration: view.generation };
      },
    },
  };
}
