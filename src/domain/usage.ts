/** Whose usage is asked for: that of all consumers to which everything said here applies. */
export interface UsageFilter {
  readonly projectId: string;
  readonly userId?: string | undefined;
  readonly consumerType?: string | undefined;
}

/** What the consumers of one type have together. */
export interface TypeUsage {
  readonly consumerType: string;
  readonly consumerCount: number;
  /** The amounts by resource class. */
  readonly resources: ReadonlyMap<string, number>;
}

/** All in one, under a type that says so. A consumer has one type, so that none is counted twice. */
export function sumUsages(usages: readonly TypeUsage[], consumerType: string): TypeUsage {
  const resources = new Map<string, number>();
  for (const usage of usages) {
    for (const [resourceClass, amount] of usage.resources) {
      resources.set(resourceClass, (resources.get(resourceClass) ?? 0) + amount);
    }
  }
  const consumerCount = usages.reduce((count, usage) => count + usage.consumerCount, 0);
  return { consumerType, consumerCount, resources };
}
