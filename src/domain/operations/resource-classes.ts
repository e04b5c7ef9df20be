import { isCustom } from "../custom-name.ts";
import { PlacementError } from "../errors.ts";
import type { Reads } from "../reads.ts";
import type { ResourceClass } from "../resource-class.ts";
import type { Store } from "../store.ts";

/** The class of a name. Refuses with RESOURCE_CLASS_NOT_FOUND. */
export async function findResourceClass(reads: Reads, name: string): Promise<ResourceClass> {
  return (await reads.findResourceClass(name)) ?? refuse("RESOURCE_CLASS_NOT_FOUND", name);
}

/** Creates a custom class. Refuses with RESOURCE_CLASS_EXISTS. */
export async function createResourceClass(store: Store, name: string): Promise<void> {
  if (!(await ensureResourceClass(store, name))) {
    refuse("RESOURCE_CLASS_EXISTS", name);
  }
}

/** Makes sure that a custom class exists. Returns whether it was created. */
export function ensureResourceClass(store: Store, name: string): Promise<boolean> {
  return store.transaction((transaction) => transaction.insertResourceClass(name));
}

/**
 * Renames a custom class.
 * Refuses with RESOURCE_CLASS_NOT_FOUND, RESOURCE_CLASS_STANDARD and RESOURCE_CLASS_EXISTS.
 */
export function renameResourceClass(store: Store, rename: { name: string; newName: string }): Promise<void> {
  return store.transaction(async (transaction) => {
    await findResourceClass(transaction, rename.name);
    if (!isCustom(rename.name)) {
      refuse("RESOURCE_CLASS_STANDARD", rename.name);
    }
    await transaction.renameResourceClass(rename.name, rename.newName);
  });
}

/**
 * Deletes a custom class that no inventory has.
 * Refuses with RESOURCE_CLASS_NOT_FOUND, RESOURCE_CLASS_STANDARD and RESOURCE_CLASS_IN_USE.
 */
export function deleteResourceClass(store: Store, name: string): Promise<void> {
  return store.transaction(async (transaction) => {
    await findResourceClass(transaction, name);
    if (!isCustom(name)) {
      refuse("RESOURCE_CLASS_STANDARD", name);
    }
    if (!(await transaction.deleteResourceClass(name))) {
      refuse("RESOURCE_CLASS_NOT_FOUND", name);
    }
  });
}

/** Refuses with RESOURCE_CLASS_UNKNOWN, naming the first that is unknown. */
export async function checkResourceClasses(
  reads: Pick<Reads, "unknownResourceClasses">,
  names: readonly string[],
): Promise<void> {
  const [unknown] = names.length === 0 ? [] : await reads.unknownResourceClasses(names);
  if (unknown !== undefined) {
    throw new PlacementError("RESOURCE_CLASS_UNKNOWN", { resource_class: unknown });
  }
}

function refuse(
  reason:
    | "RESOURCE_CLASS_NOT_FOUND"
    | "RESOURCE_CLASS_EXISTS"
    | "RESOURCE_CLASS_STANDARD"
    | "RESOURCE_CLASS_IN_USE",
  name: string,
): never {
  throw new PlacementError(reason, { resource_class: name });
}
