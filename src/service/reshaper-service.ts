import { reshape } from "../domain/operations/reshape.ts";
import type { Store } from "../domain/store.ts";
import type { ReshaperService } from "../gen/placement/v1/reshaper_service_pb.ts";
import { claimsFromProto } from "./claims-from-proto.ts";
import type { Handlers } from "./handler.ts";
import { inventorySetFromProto } from "./inventory-from-proto.ts";

/** The handlers of ReshaperService. */
export function reshaperHandlers(store: Store): Handlers<typeof ReshaperService.method> {
  return {
    reshape: {
      async handle(request) {
        await reshape(store, {
          shapes: Object.entries(request.inventories).map(([providerUuid, shape]) => ({
            providerUuid,
            generation: shape.resourceProviderGeneration ?? 0,
            inventories: inventorySetFromProto(shape.inventories),
          })),
          claims: claimsFromProto("allocations", request.allocations),
        });
        return {};
      },
    },
  };
}
