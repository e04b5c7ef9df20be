import type { AgedRow } from "./aged-row.ts";
import { CandidateView } from "./candidate-view.ts";
import { CHUNK_PROVIDERS, CHUNK_TREES, Chunk } from "./chunk.ts";
import { type PackedTrees, packTrees } from "./packed-trees.ts";
import { changeSharers, NO_SHARERS, type Sharers } from "./sharers.ts";

/** Builds a view of pages of trees, packing them as they come. */
export class ViewBuilder {
  readonly #chunks: Chunk[] = [];
  /** What was packed last: the next looks like it more often than not. */
  #packed: PackedTrees | undefined;
  readonly #chunkTrees: number;
  #sharers: Sharers = NO_SHARERS;
  #rows: AgedRow[] = [];
  #treeCount = 0;
  #providerCount = 0;

  /** `chunkTrees`: how many trees a chunk gets. */
  constructor(chunkTrees = CHUNK_TREES) {
    this.#chunkTrees = chunkTrees;
  }

  /** How many providers there are so far. */
  get providerCount(): number {
    return this.#providerCount;
  }

  /** Adds whole trees, of which all roots are younger than those that were added before. */
  add(rows: readonly AgedRow[]): void {
    const trees = Map.groupBy(rows, ({ rootUuid }) => rootUuid);
    this.#sharers = changeSharers(this.#sharers, trees);
    this.#providerCount += rows.length;
    for (const [, tree] of [...trees].sort(([a, one], [b, other]) => ageOf(a, one) - ageOf(b, other))) {
      for (const row of tree) this.#rows.push(row);
      this.#treeCount++;
      if (this.#treeCount >= this.#chunkTrees || this.#rows.length >= CHUNK_PROVIDERS) this.#pack();
    }
  }

  /** The view of all that was added. */
  finish(): CandidateView {
    if (this.#treeCount > 0) this.#pack();
    return CandidateView.of(this.#chunks, this.#sharers);
  }

  #pack(): void {
    this.#packed = packTrees(this.#rows, NO_SHARERS, this.#packed);
    this.#chunks.push(new Chunk(this.#packed));
    this.#rows = [];
    this.#treeCount = 0;
  }
}

function ageOf(root: string, tree: readonly AgedRow[]): number {
  return tree.find(({ uuid }) => uuid === root)!.age;
}
