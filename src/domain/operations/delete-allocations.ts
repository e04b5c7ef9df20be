import { PlacementError } from "../errors.ts";
import type { Store } from "../store.ts";
import { isCanonicalUuid } from "../uuid.ts";
import { providersOf } from "./consumer-claims.ts";

/** Gives back all that a consumer has; no provider's generation moves. Refuses with CONSUMER_NOT_FOUND. */
export function deleteAllocations(store: Store, consumerUuid: string): Promise<void> {
  return store.transaction(async (transaction) => {
    const uuids = isCanonicalUuid(consumerUuid) ? [consumerUuid] : [];
    const locked = (await transaction.lockConsumers(uuids)).get(consumerUuid);
    if (locked === undefined) {
      throw new PlacementError("CONSUMER_NOT_FOUND", { consumer_uuid: consumerUuid });
    }
    await transaction.lockProviders(providersOf({ held: locked.held, wanted: [] }));
    await transaction.writeAllocations({ consumers: [{ ...locked, wanted: [] }], touched: [] });
  });
}
