/**
 * The things that requests speak of. Few of each, so that requests meet: a class that is in use, a name that is
 * taken, a generation that moved.
 */
export const pools = {
  providers: numbered("a1b2c3d4-0000-4000-8000-0000000000", 9),
  /** Providers that are never created. */
  strangers: numbered("deadbeef-0000-4000-8000-0000000000", 2),
  names: ["rp-0", "rp-1", "rp-2", "rp-3", "rp-4", "rp-5", "rp-6", "rp-7", "rp 8", "näme-9"],
  consumers: numbered("c0ffee00-0000-4000-8000-0000000000", 7),
  aggregates: numbered("aa000000-0000-4000-8000-0000000000", 4),
  standardClasses: ["VCPU", "MEMORY_MB", "DISK_GB", "SRIOV_NET_VF"],
  customClasses: ["CUSTOM_GOLD", "CUSTOM_IRON", "CUSTOM_MAGIC_1"],
  /** Classes that are never created, and texts that are no names of classes. */
  strangeClasses: [
    "CUSTOM_NEVER",
    "NO_SUCH_CLASS",
    "CUSTOM_",
    "vcpu",
    "CUSTOM-BAD",
    "CUSTOM_lower",
    "MEMORY MB",
  ],
  standardTraits: ["HW_CPU_X86_AVX", "HW_CPU_X86_SSE2", "STORAGE_DISK_SSD"],
  sharingTrait: "MISC_SHARES_VIA_AGGREGATE",
  customTraits: ["CUSTOM_FAST", "CUSTOM_PINK", "CUSTOM_RACK_1"],
  strangeTraits: ["CUSTOM_NEVER", "NO_SUCH_TRAIT", "CUSTOM_", "custom_fast", "HW-BAD", "CUSTOM_FAST "],
  projects: ["project-a", "project-b", "p"],
  users: ["user-a", "user-b"],
  consumerTypes: ["INSTANCE", "MIGRATION", "UNKNOWN"],
  strangeConsumerTypes: ["instance", "unknown", "all", "A B", "", "X".repeat(256)],
} as const;

/** The newest minor microversion that both sides speak. */
export const newestVersion = 39;

function numbered(start: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${start}${(index + 16).toString(16)}`);
}
