import { PlacementError } from "../errors.ts";
import type { Provider } from "../provider.ts";
import type { Store, Transaction } from "../store.ts";
import { canonicalUuid } from "../uuid.ts";

/**
 * Creates a provider at generation 0, as a root or below a parent. `uuid` and `parentUuid` may be in any form.
 * Refuses with PARENT_PROVIDER_INVALID, PARENT_PROVIDER_NOT_FOUND, RESOURCE_PROVIDER_NAME_TAKEN and
 * RESOURCE_PROVIDER_UUID_TAKEN.
 */
export function createProvider(
  store: Store,
  request: { name: string; uuid: string; parentUuid: string | undefined },
): Promise<Provider> {
  const uuid = canonicalUuid(request.uuid);
  return store.transaction(async (transaction) => {
    const parent = await lockParent(transaction, { uuid, parentUuid: request.parentUuid });
    return transaction.insertProvider({ uuid, name: request.name, parent });
  });
}

/** The provider that is to be the parent, locked: it can't go meanwhile, or to another tree. */
async function lockParent(
  transaction: Transaction,
  child: { uuid: string; parentUuid: string | undefined },
): Promise<Provider | undefined> {
  if (child.parentUuid === undefined) {
    return undefined;
  }
  const parentUuid = canonicalUuid(child.parentUuid);
  const facts = { resource_provider_uuid: child.uuid, parent_provider_uuid: parentUuid };
  if (parentUuid === child.uuid) {
    throw new PlacementError("PARENT_PROVIDER_INVALID", facts);
  }
  const parent = await transaction.lockParent(parentUuid);
  if (parent === undefined) {
    throw new PlacementError("PARENT_PROVIDER_NOT_FOUND", facts);
  }
  return parent;
}
