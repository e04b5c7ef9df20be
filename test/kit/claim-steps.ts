import type { ConsumerClaim } from "../../src/domain/operations/consumer-claims.ts";
import { deleteAllocations } from "../../src/domain/operations/delete-allocations.ts";
import { replaceAllocations } from "../../src/domain/operations/replace-allocations.ts";
import { viewAllocations } from "../../src/domain/operations/view-allocations.ts";
import type { Names } from "./names.ts";
import type { Step } from "./scenario.ts";

/**
 * What one consumer is to have, by its generation (`new` for one that must not exist, `any` for a caller that does
 * not know of generations) and triples: `C1 new P1 VCPU 4 P2 DISK_GB 10`. No triples give all back.
 */
export function claimOf(names: Names, words: readonly string[]): ConsumerClaim {
  const [consumer = "", generation, ...rest] = words;
  const allocations = [];
  for (let at = 0; at < rest.length; at += 3) {
    const [provider = "", resourceClass = "", amount] = rest.slice(at, at + 3);
    allocations.push({ providerUuid: names.uuid(provider), resourceClass, amount: Number(amount) });
  }
  return {
    consumerUuid: names.uuid(consumer),
    projectId: "project",
    userId: "user",
    consumerType: "INSTANCE",
    consumerGeneration: generation === "new" || generation === "any" ? undefined : Number(generation),
    ignoreConsumerGeneration: generation === "any",
    allocations,
  };
}

/** The claims of one line, with `;` between consumers. */
export function claimsOf(names: Names, words: readonly string[]): ConsumerClaim[] {
  return words
    .join(" ")
    .split(";")
    .map((part) => claimOf(names, part.trim().split(" ")));
}

/** The steps that claim, give back and show. */
export const claimSteps = {
  /** `allocate C1 new P1 VCPU 4 ; C2 1`. */
  allocate: ({ store, names }, words) => replaceAllocations(store, claimsOf(names, words)),

  /** `release C1`. */
  release: ({ store, names }, [consumer = ""]) => deleteAllocations(store, names.uuid(consumer)),

  /** `holds C1 → P1 VCPU 4, P2 DISK_GB 10 at 1`; nothing at all for a consumer that is not there. */
  async holds({ store, names }, [consumer = ""]) {
    const view = await viewAllocations(store, names.uuid(consumer));
    if (view === undefined) return "nothing";
    const held = view.allocations.map(
      (one) => `${names.name(one.providerUuid)} ${one.resourceClass} ${one.amount}`,
    );
    return `${held.join(", ")} at ${view.consumer.generation}`;
  },

  /** `used P1 → DISK_GB 0, VCPU 4`. */
  async used({ store, names }, [provider = ""]) {
    const view = await store.viewInventories(names.uuid(provider));
    return (view?.inventories ?? []).map((one) => `${one.resourceClass} ${one.used}`).join(", ");
  },
} satisfies Record<string, Step>;
