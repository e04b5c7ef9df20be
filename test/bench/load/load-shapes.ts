/** What every claim takes of its provider. */
export const claimed = { VCPU: 1, MEMORY_MB: 256, DISK_GB: 10 };

/** Whose claims they are. */
export const owner = { project: "bench-project", user: "bench-user", type: "INSTANCE" };

/**
 * A provider's inventories as they are written at one of its generations: at every second, a little of the first class
 * is reserved, so that each write changes something.
 */
export function inventoriesAt(generation: number) {
  return {
    VCPU: { total: 64, allocation_ratio: 1000, reserved: generation % 2 },
    MEMORY_MB: { total: 262_144, allocation_ratio: 1000 },
    DISK_GB: { total: 2000, allocation_ratio: 1000 },
  };
}

/** How the uuids of all consumers begin that a benchmark makes. */
export const OWN_CONSUMERS = "be";

/** True for the uuid of a consumer that a benchmark has made. */
export function isOwnConsumer(uuid: string): boolean {
  return new RegExp(`^${OWN_CONSUMERS}[0-9a-f]{6}-00[0-9a-f]{2}-4000-8000-0000`).test(uuid);
}

/** The uuid of a client's n-th consumer; no two turns share a prefix (8 hexadecimal digits). */
export function consumerUuid(prefix: string, client: number, n: number): string {
  return `${prefix}-${hex(client, 4)}-4000-8000-${hex(n, 12)}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

/** One client's share of what all go round. Empty shares are refused: clients must not meet. */
export function shareOf<T>(all: readonly T[], { client, clients }: { client: number; clients: number }): T[] {
  const share = all.filter((_, at) => at % clients === client);
  if (share.length === 0) throw new RangeError(`${all.length} providers are too few for ${clients} clients`);
  return share;
}
