import type { Allocation, Consumer } from "./allocation.ts";
import type { InventorySet, StoredInventory } from "./inventory.ts";
import type { Provider } from "./provider.ts";
import type { Reads } from "./reads.ts";

/**
 * Writes of one transaction, and reads that see them. Locks are taken in this order, so that no two transactions
 * wait for each other: consumers, then providers in the order of their creation, then what belongs to a provider.
 */
export interface Transaction extends Reads {
  /**
   * Locks a provider against other writers until the transaction ends; where a generation is given, only if it is at
   * that one. A stale generation is found out without a wait for the lock.
   */
  lockProvider(uuid: string, generation?: number): Promise<Provider | undefined>;
  /** Refuses names and uuids that are taken. */
  insertProvider(provider: { uuid: string; name: string; parent: Provider | undefined }): Promise<Provider>;
  /** Changes the name; the generation stays. Refuses a name that is taken. */
  renameProvider(uuid: string, name: string): Promise<void>;
  /** Locks the provider below which another is to be added: until the transaction ends it stays, and in its tree. */
  lockParent(uuid: string): Promise<Provider | undefined>;
  /**
   * Locks all that a provider's move to another place is about: the shape of all trees, the provider and all that is
   * below it, its new parent, and the roots of both trees.
   */
  lockPlace(move: { uuid: string; parentUuid: string | undefined }): Promise<LockedPlace>;
  /**
   * Hangs a locked provider, with all that is below it, under another one, or makes it a root. No generation moves.
   */
  moveSubtree(place: LockedPlace & { readonly provider: Provider }): Promise<void>;
  /** How many providers have this one as their parent. */
  countChildren(uuid: string): Promise<number>;
  /** Deletes a provider that nobody uses, with its inventories. */
  deleteProvider(uuid: string): Promise<void>;

  /**
   * Adds, changes and removes inventories of a locked provider and moves its generation by one.
   * Returns the new generation. Refuses unknown classes and, whatever was seen before, classes in use.
   */
  changeInventories(
    provider: Provider,
    changes: { readonly put?: InventorySet; readonly remove?: readonly string[] },
  ): Promise<number>;

  /** Adds and changes inventories of several locked providers, and moves the generation of each by one. */
  putInventories(sets: ReadonlyMap<string, InventorySet>): Promise<void>;
  /** Removes classes, which nobody uses, of several locked providers; moves the generation of each by one. */
  removeInventories(classes: ReadonlyMap<string, readonly string[]>): Promise<void>;

  /** Returns false where the class exists. */
  insertResourceClass(name: string): Promise<boolean>;
  /** Refuses a name that is taken. Inventories and allocations follow. */
  renameResourceClass(name: string, newName: string): Promise<void>;
  /** Returns false where the class does not exist; refuses one in use. */
  deleteResourceClass(name: string): Promise<boolean>;

  /** Returns false where the trait exists. */
  insertTrait(name: string): Promise<boolean>;
  /** Returns false where the trait does not exist; refuses one in use. */
  deleteTrait(name: string): Promise<boolean>;
  /** Makes some traits, which exist, all that a locked provider has, and moves its generation by one. */
  replaceTraits(provider: Provider, names: readonly string[]): Promise<void>;

  /** Makes some aggregates all that a locked provider is in, and moves its generation by one where asked to. */
  replaceAggregates(
    provider: Provider,
    replace: { readonly aggregates: readonly string[]; readonly moveGeneration: boolean },
  ): Promise<void>;

  /**
   * Locks consumers against other writers and shows what they have. One that does not exist can't be locked, and is missing in the result:
   * who creates it second is run again and finds it.
   */
  lockConsumers(uuids: readonly string[]): Promise<ReadonlyMap<string, LockedConsumer>>;
  /** Locks providers and shows what they have. Unknown ones are missing in the result. */
  lockProviders(uuids: readonly string[]): Promise<ReadonlyMap<string, LockedProvider>>;
  /**
   * Makes sets of allocations all that some locked consumers have, keeps each inventory's `used`, and moves the
   * generations of the consumers and of `touched` by one. A consumer that is left with nothing goes.
   */
  writeAllocations(write: AllocationWrite): Promise<void>;
}

/** What is locked for a move. Providers that do not exist are undefined. */
export interface LockedPlace {
  readonly provider: Provider | undefined;
  readonly parent: Provider | undefined;
  /** The uuids of the provider and of all that is below it. */
  readonly subtree: readonly string[];
}

/** A locked consumer and what it has. */
export interface LockedConsumer {
  readonly consumer: Consumer;
  readonly held: readonly Allocation[];
}

/** A locked provider and its inventories by class. */
export interface LockedProvider {
  readonly provider: Provider;
  readonly inventories: ReadonlyMap<string, StoredInventory>;
}

/** All that a consumer is to have, and had. It has something before or after, or both. */
export interface ConsumerWrite {
  readonly consumer: Omit<Consumer, "generation">;
  readonly held: readonly Allocation[];
  readonly wanted: readonly Allocation[];
}

/** What is to change at once, and which providers' generations move with it. */
export interface AllocationWrite {
  readonly consumers: readonly ConsumerWrite[];
  readonly touched: readonly string[];
}

/** A consumer that does not exist yet, and what it is to have: at least something. */
export type NewConsumer = Pick<ConsumerWrite, "consumer" | "wanted">;

/** Where the ground state is kept. */
export interface Store extends Reads {
  /**
   * Runs work as one transaction: all of it or nothing. The whole of it is run again when it met others
   * (serialization failures, deadlocks); it must not have effects of its own. Refuses with CONCURRENT_UPDATE
   * after too many tries.
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;

  /**
   * Makes a set of inventories all that a provider has, if its generation is still the one given and none of those
   * that it has goes, and returns its new generation: one transaction in one statement, for the write that clouds send
   * most. Where there is no generation nothing was changed; then it is for a transaction to find out what speaks
   * against it, if anything does.
   */
  tryReplaceInventories(replace: {
    readonly providerUuid: string;
    readonly generation: number;
    readonly inventories: InventorySet;
  }): Promise<number | undefined>;

  /**
   * Makes consumers and gives them what they want, if they don't exist yet and nothing speaks against the claim:
   * one transaction in one statement, for what nearly all claims are. Where it returns false nothing was changed;
   * then it is for a transaction to find out what speaks against it, if anything does. UUIDs are canonical.
   */
  tryClaim(consumers: readonly NewConsumer[]): Promise<boolean>;
}
