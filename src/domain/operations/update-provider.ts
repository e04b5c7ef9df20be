import { PlacementError } from "../errors.ts";
import type { Provider } from "../provider.ts";
import type { LockedPlace, Store, Transaction } from "../store.ts";
import { canonicalUuid } from "../uuid.ts";
import { findProvider, lockProvider, refuseUnknown } from "./find-provider.ts";

/** A provider's new name and, where it is to move, its new place. */
export interface UpdateProvider {
  readonly uuid: string;
  readonly name: string;
  /** In any form. Undefined: the provider stays where it is, but for the next. */
  readonly parentUuid: string | undefined;
  /** Make the provider a root. There is no parent then. */
  readonly detach: boolean;
  /** Refuse to change a parent that is there. */
  readonly refuseReparenting: boolean;
}

/**
 * Renames a provider and, where it is said, moves it with all below it to another place. The generation does not
 * move: what the provider has stays as it is.
 * Refuses with RESOURCE_PROVIDER_NOT_FOUND, PARENT_PROVIDER_NOT_FOUND, PARENT_PROVIDER_INVALID (with the `rule`:
 * reparenting, unparenting or loop) and RESOURCE_PROVIDER_NAME_TAKEN.
 */
export function updateProvider(store: Store, request: UpdateProvider): Promise<Provider> {
  return store.transaction(async (transaction) => {
    const provider = await settle(transaction, request);
    if (request.name !== provider.name) {
      await transaction.renameProvider(provider.uuid, request.name);
    }
    return findProvider(transaction, provider.uuid);
  });
}

/** The locked provider, in the place where it is to be. */
async function settle(transaction: Transaction, request: UpdateProvider): Promise<Provider> {
  const { uuid } = request;
  const parentUuid = request.parentUuid === undefined ? undefined : canonicalUuid(request.parentUuid);
  const stays = parentUuid === undefined && !request.detach;
  // A move makes other moves wait. Those who send the parent that is there don't ask for one.
  if (stays || (await findProvider(transaction, uuid)).parentUuid === parentUuid) {
    return lockProvider(transaction, uuid);
  }
  const place = await transaction.lockPlace({ uuid, parentUuid });
  const provider = place.provider ?? refuseUnknown(uuid);
  if (provider.parentUuid === parentUuid) {
    return provider;
  }
  if (parentUuid === undefined) {
    checkDetachment(provider, request);
  } else {
    checkParent(provider, { ...place, parentUuid, refuseReparenting: request.refuseReparenting });
  }
  await transaction.moveSubtree({ ...place, provider });
  return provider;
}

function checkDetachment(provider: Provider, request: { refuseReparenting: boolean }): void {
  if (request.refuseReparenting) {
    throw new PlacementError("PARENT_PROVIDER_INVALID", {
      resource_provider_uuid: provider.uuid,
      rule: "unparenting",
    });
  }
}

function checkParent(
  provider: Provider,
  place: Pick<LockedPlace, "parent" | "subtree"> & { parentUuid: string; refuseReparenting: boolean },
): void {
  const facts = { resource_provider_uuid: provider.uuid, parent_provider_uuid: place.parentUuid };
  if (place.parent === undefined) {
    throw new PlacementError("PARENT_PROVIDER_NOT_FOUND", facts);
  }
  if (place.refuseReparenting && provider.parentUuid !== undefined) {
    throw new PlacementError("PARENT_PROVIDER_INVALID", { ...facts, rule: "reparenting" });
  }
  if (place.subtree.includes(place.parentUuid)) {
    throw new PlacementError("PARENT_PROVIDER_INVALID", { ...facts, rule: "loop" });
  }
}
