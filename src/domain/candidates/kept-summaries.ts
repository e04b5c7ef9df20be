import type { Forest } from "./forest.ts";
import { listOf } from "./lists.ts";
import { type ProviderSummary, summaryOf } from "./provider-summary.ts";

/** What was described of a forest's providers, by their positions. */
class KeptSummaries {
  readonly #summaries: (ProviderSummary | undefined)[];
  #count: number;

  constructor(summaries: (ProviderSummary | undefined)[], count: number) {
    this.#summaries = summaries;
    this.#count = count;
  }

  get count(): number {
    return this.#count;
  }

  /** The summary of a provider of the forest to which these belong. */
  of(forest: Forest, provider: number): ProviderSummary {
    const known = this.#summaries[provider];
    if (known !== undefined) return known;
    this.#count += 1;
    const summary = summaryOf(forest, provider);
    this.#summaries[provider] = summary;
    return summary;
  }

  /** Those that are true of another forest with the same providers at the same positions, except for some of them. */
  without(providers: Iterable<number>): KeptSummaries {
    const summaries = this.#summaries.slice();
    let count = this.#count;
    for (const provider of providers) {
      if (summaries[provider] !== undefined) count -= 1;
      summaries[provider] = undefined;
    }
    return new KeptSummaries(summaries, count);
  }

  /** All there are, each with the provider that it is of. */
  *entries(): Generator<readonly [provider: number, summary: ProviderSummary], undefined> {
    for (const [provider, summary] of this.#summaries.entries()) {
      if (summary !== undefined) yield [provider, summary];
    }
  }
}

/** Forests outlive requests: what was described once is there for the next, and goes with its forest. */
const keptByForest = new WeakMap<Forest, KeptSummaries>();

/** How to describe the providers of a forest, each once for all who ask. */
export function describer(forest: Forest): (provider: number) => ProviderSummary {
  const kept = keptByForest.get(forest) ?? new KeptSummaries(emptyFor(forest), 0);
  keptByForest.set(forest, kept);
  return (provider) => kept.of(forest, provider);
}

/** How many providers of a forest have been described, about 1 kB each with what was written of them. */
export function summariesKept(forest: Forest): number {
  return keptByForest.get(forest)?.count ?? 0;
}

/** Forgets what was described of a forest's providers; it is made again when it is wanted. */
export function forgetSummaries(forest: Forest): void {
  keptByForest.delete(forest);
}

/**
 * Has what was described of a forest serve the one that it has become: all but what it has for guests, and the trees
 * of some roots. Without this, a write to one tree would have a thousand others described again.
 */
export function inheritSummaries(
  after: Forest,
  { from, changedRoots }: { readonly from: Forest; readonly changedRoots: Iterable<string> },
): void {
  const kept = keptByForest.get(from);
  if (kept === undefined || after === from) return;
  const inherited =
    after.uuids === from.uuids
      ? kept.without(membersOf(from, changedRoots))
      : moved(kept, { from, after, changedRoots: new Set(changedRoots) });
  keptByForest.set(after, inherited);
}

function membersOf({ uuids, trees }: Forest, roots: Iterable<string>): number[] {
  const members: number[] = [];
  for (const root of roots) {
    const at = uuids.find(root);
    if (at !== -1) members.push(...listOf(trees, at));
  }
  return members;
}

function moved(
  kept: KeptSummaries,
  {
    from,
    after,
    changedRoots,
  }: { readonly from: Forest; readonly after: Forest; readonly changedRoots: ReadonlySet<string> },
): KeptSummaries {
  const summaries = emptyFor(after);
  let count = 0;
  for (const [provider, summary] of kept.entries()) {
    const at = after.uuids.find(summary.uuid);
    const isOwn = at !== -1 && from.guests[provider] === 0 && after.guests[at] === 0;
    if (!isOwn || changedRoots.has(summary.rootUuid)) continue;
    summaries[at] = summary;
    count += 1;
  }
  return new KeptSummaries(summaries, count);
}

function emptyFor({ uuids }: Forest): (ProviderSummary | undefined)[] {
  return new Array(uuids.length).fill(undefined);
}
