import type { Forest } from "../forest.ts";
import { forgetSummaries, summariesKept } from "../kept-summaries.ts";
import { listOf } from "../lists.ts";
import {
  type ChangedTrees,
  ownRootOf,
  ownRows,
  type PackedTrees,
  packTrees,
  repackTrees,
} from "./packed-trees.ts";
import type { Sharers } from "./sharers.ts";
import { youngerTrees } from "./younger-trees.ts";

/** How many trees and how many providers a chunk begins with, at most; twice that, and it is split. */
export const CHUNK_TREES = 1024;
export const CHUNK_PROVIDERS = 4096;

const NOTHING: ChangedTrees = new Map();

/**
 * Neighbours in the order of age: some trees, seen at one moment. Changes make another chunk. They are kept as rows
 * until somebody searches the chunk, so that what changes often and is searched seldom is packed seldom.
 */
export class Chunk {
  /** About how many trees there are, guests aside: what has moved may be counted where it was and where it is. */
  readonly treeCount: number;
  /** About how many providers there are, guests included. */
  readonly providerCount: number;
  #packed: PackedTrees;
  #changed: ChangedTrees;
  readonly #sharers: Sharers;

  constructor(packed: PackedTrees, changed: ChangedTrees = NOTHING, sharers: Sharers = packed.sharers) {
    this.#packed = packed;
    this.#changed = changed;
    this.#sharers = sharers;
    const counts = countAfter(packed.forest, changed);
    this.treeCount = counts.trees;
    this.providerCount = counts.providers;
  }

  /** The chunk after changes to some of its trees, and to those that share. */
  with(changed: ChangedTrees, sharers: Sharers): Chunk {
    return new Chunk(this.#packed, new Map([...this.#changed, ...changed]), sharers);
  }

  /** The trees, packed; where that has still to be done, it takes some milliseconds once. */
  get forest(): Forest {
    if (this.changesKept > 0 || this.#sharers !== this.#packed.sharers) {
      this.#packed = repackTrees(this.#packed, this.#changed, this.#sharers);
      this.#changed = NOTHING;
    }
    return this.#packed.forest;
  }

  /** The trees, of which only those count as its own whose root is younger than an age. */
  forestAfter(age: number): Forest {
    const { forest } = this;
    return youngerTrees({ forest, ages: this.#packed.ages }, age);
  }

  /** How many changed trees are kept as rows, which take ten times the memory. */
  get changesKept(): number {
    return this.#changed.size;
  }

  /** How many providers have been described for answers; see `kept-summaries.ts`. */
  get summariesKept(): number {
    return summariesKept(this.#packed.forest);
  }

  /** Forgets what was described. The next answers describe it again. */
  forgetSummaries(): void {
    forgetSummaries(this.#packed.forest);
  }

  /** Gives up all that searches make again where they want it. */
  rest(): void {
    this.forgetSummaries();
    this.#packed.forest.uuids.pack();
  }

  /** Whether there may be a tree of a root here, by the root's uuid; surely where there is one. */
  mayHave(root: string): boolean {
    return this.#changed.has(root) || this.#packed.forest.uuids.find(root) !== -1;
  }

  /** Whether no tree is left. */
  get isEmpty(): boolean {
    return this.treeCount <= 0 && this.forest.ownRoots.length === 0;
  }

  /** The chunk itself, or where it has grown too large its two halves. */
  split(): readonly Chunk[] {
    const isTooLarge = this.treeCount > 2 * CHUNK_TREES || this.providerCount > 2 * CHUNK_PROVIDERS;
    if (!isTooLarge || this.treeCount < 2) return [this];
    const { uuids, ownRoots } = this.forest;
    const older = new Set(Array.from(ownRoots.subarray(0, ownRoots.length >> 1), (root) => uuids.at(root)));
    const rows = ownRows(this.#packed);
    return [true, false].map((isOlder) => {
      const half = rows.filter(({ rootUuid }) => older.has(rootUuid) === isOlder);
      return new Chunk(packTrees(half, this.#sharers, this.#packed));
    });
  }

  /** The age of the oldest root, as it was packed last; undefined where there is none. */
  get firstAge(): number | undefined {
    const { forest, ages } = this.#packed;
    const first = forest.ownRoots[0];
    return first === undefined ? undefined : ages[first];
  }
}

function countAfter(forest: Forest, changed: ChangedTrees): { trees: number; providers: number } {
  let trees = forest.ownRoots.length;
  let providers = forest.uuids.length;
  for (const [uuid, rows] of changed) {
    const root = ownRootOf(forest, uuid);
    trees += (rows.length > 0 ? 1 : 0) - (root === undefined ? 0 : 1);
    providers += rows.length - (root === undefined ? 0 : listOf(forest.trees, root).length);
  }
  return { trees, providers };
}
