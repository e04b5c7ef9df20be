/** A resource class as it is stored. */
export interface ResourceClass {
  readonly name: string;
  readonly updatedAt: Date;
}

/**
 * The resource classes that every server has, in the order of their first appearance.
 *
 * Source: os-resource-classes 1.1.0.
 */
export const STANDARD_RESOURCE_CLASSES: readonly string[] = [
  "VCPU",
  "MEMORY_MB",
  "DISK_GB",
  "PCI_DEVICE",
  "SRIOV_NET_VF",
  "NUMA_SOCKET",
  "NUMA_CORE",
  "NUMA_THREAD",
  "NUMA_MEMORY_MB",
  "IPV4_ADDRESS",
  "VGPU",
  "VGPU_DISPLAY_HEAD",
  "NET_BW_EGR_KILOBIT_PER_SEC",
  "NET_BW_IGR_KILOBIT_PER_SEC",
  "PCPU",
  "MEM_ENCRYPTION_CONTEXT",
  "FPGA",
  "PGPU",
  "NET_PACKET_RATE_KILOPACKET_PER_SEC",
  "NET_PACKET_RATE_EGR_KILOPACKET_PER_SEC",
  "NET_PACKET_RATE_IGR_KILOPACKET_PER_SEC",
];

/** Names of classes in the order of the standard ones, all others after them as they stand. */
export function inStandardOrder(names: readonly string[]): string[] {
  const places = new Map(STANDARD_RESOURCE_CLASSES.map((name, place) => [name, place]));
  const placeOf = (name: string) => places.get(name) ?? STANDARD_RESOURCE_CLASSES.length;
  return names.toSorted((a, b) => placeOf(a) - placeOf(b));
}
