import { PlacementError } from "../errors.ts";
import type { Store } from "../store.ts";
import { isCanonicalUuid } from "../uuid.ts";
import { providersOf } from "./consumer-claims.ts";

/** Gives back all that a consumer has; no provider's generation moves. Refuses with CONSUMER_NOT_FOUND. */
export function deleteAllocations(store: Store, consumerUuid: string): Promise<void> {
  return store.transaction(async (transaction) => {
    const uuids = isCanonicalUuid(consumerUuid) ? [consumerUuid] : [];
    const consumer = (await transaction.lockConsumers(uuids)).get(consumerUuid);
    if (consumer === undefined) {
      throw new PlacementError("CONSUMER_NOT_FOUND", { consumer_uuid: consumerUuid });
    }
    const held = (await transaction.allocationsOf(uuids)).get(consumerUuid) ?? [];
    await transaction.lockProviders(providersOf({ held, wanted: [] }));
    await transaction.writeAllocations({ consumers: [{ consumer, held, wanted: [] }], touched: [] });
  });
}
