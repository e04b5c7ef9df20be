import { isCustom } from "../custom-name.ts";
import { PlacementError } from "../errors.ts";
import type { Reads } from "../reads.ts";
import type { Store } from "../store.ts";
import type { Trait } from "../trait.ts";

/** The trait of a name. Refuses with TRAIT_NOT_FOUND. */
export async function findTrait(reads: Pick<Reads, "findTrait">, name: string): Promise<Trait> {
  return (await reads.findTrait(name)) ?? refuse("TRAIT_NOT_FOUND", name);
}

/** Makes sure that a custom trait exists, and tells whether it had to be created. */
export function ensureTrait(store: Store, name: string): Promise<Trait & { readonly created: boolean }> {
  return store.transaction(async (transaction) => {
    const created = await transaction.insertTrait(name);
    return { ...(await findTrait(transaction, name)), created };
  });
}

/**
 * Deletes a custom trait that no provider has.
 * Refuses with TRAIT_NOT_FOUND, TRAIT_STANDARD and TRAIT_IN_USE.
 */
export function deleteTrait(store: Store, name: string): Promise<void> {
  return store.transaction(async (transaction) => {
    await findTrait(transaction, name);
    if (!isCustom(name)) {
      refuse("TRAIT_STANDARD", name);
    }
    if (!(await transaction.deleteTrait(name))) {
      refuse("TRAIT_NOT_FOUND", name);
    }
  });
}

/** Refuses with TRAIT_UNKNOWN, naming all that are unknown, in their order. */
export async function checkTraits(
  reads: Pick<Reads, "unknownTraits">,
  names: readonly string[],
): Promise<void> {
  const unknown = names.length === 0 ? [] : await reads.unknownTraits([...new Set(names)]);
  if (unknown.length > 0) {
    throw new PlacementError("TRAIT_UNKNOWN", { traits: unknown.join(",") });
  }
}

function refuse(reason: "TRAIT_NOT_FOUND" | "TRAIT_STANDARD", name: string): never {
  throw new PlacementError(reason, { trait: name });
}
