import type { Forest } from "../forest.ts";
import type { AgedRow } from "./aged-row.ts";
import { Chunk } from "./chunk.ts";
import type { ChangedTrees } from "./packed-trees.ts";
import { packTrees } from "./packed-trees.ts";
import { changeSharers, NO_SHARERS, type Sharers } from "./sharers.ts";

/** Trees that may have changed, as they are now. */
export interface TreeChanges {
  /** The uuids of their roots. What is no root any more has no rows. */
  readonly roots: readonly string[];
  /** All members of those trees. */
  readonly rows: readonly AgedRow[];
}

/** In how many chunks a name is looked for. One that is in none of them need not be unknown. */
const CHUNKS_WITH_NAMES = 4;

/** All trees there are, seen at one moment: chunks in the order of age. It never changes; changes make another one. */
export class CandidateView {
  readonly #spans: readonly Span[];
  readonly #sharers: Sharers;

  private constructor(spans: readonly Span[], sharers: Sharers) {
    this.#spans = spans;
    this.#sharers = sharers;
  }

  /** A view of chunks in the order of age, which have no guests yet, and of all trees in which somebody shares. */
  static of(chunks: readonly Chunk[], sharers: Sharers): CandidateView {
    const all = chunks.length === 0 ? [new Chunk(packTrees([], NO_SHARERS))] : chunks;
    return new CandidateView(
      all.map((chunk) => spanOf(chunk.with(new Map(), sharers))),
      sharers,
    );
  }

  /** The chunks. */
  get chunks(): readonly Chunk[] {
    return this.#spans.map(({ chunk }) => chunk);
  }

  /** How many providers are kept: those that share, once more for each chunk with which they do. */
  get providerCount(): number {
    return this.#spans.reduce((sum, { chunk }) => sum + chunk.providerCount, 0);
  }

  /** How many providers have been described for answers, about 1 kB each with what protocols write of them. */
  get summariesKept(): number {
    return this.#spans.reduce((sum, { chunk }) => sum + chunk.summariesKept, 0);
  }

  /** Forgets what was described: it costs memory, and is made again in microseconds where it is wanted. */
  forgetSummaries(): void {
    for (const { chunk } of this.#spans) chunk.forgetSummaries();
  }

  /**
   * Gives up what searches make again where they want it, in fractions of a millisecond for each chunk: together it
   * takes as much memory as all that is known of the trees.
   */
  rest(): void {
    for (const { chunk } of this.#spans) chunk.rest();
  }

  /** Forests, each with some of the trees for its own; all have the same moment, however long the caller takes. */
  async *forests(): AsyncGenerator<Forest, undefined> {
    for (const { chunk } of this.#spans) yield chunk.forest;
  }

  /** Those forests, and that part of one, whose own trees have a root that is younger than an age. */
  async *forestsAfter(age: number): AsyncGenerator<Forest, undefined> {
    const first = this.#spanAt(age);
    yield this.#spans[first]!.chunk.forestAfter(age);
    for (const { chunk } of this.#spans.slice(first + 1)) yield chunk.forest;
  }

  /** Whether some provider is known to have a trait. */
  knowsTrait(name: string): boolean {
    return this.#someForest((forest) => forest.traitNames.find(name) !== -1);
  }

  /** Whether some provider is known to have an inventory of a class. */
  knowsResourceClass(name: string): boolean {
    return this.#someForest((forest) => forest.classNames.find(name) !== -1);
  }

  /** The view after changes. */
  with(changes: TreeChanges): CandidateView {
    const trees = treesOf(changes);
    const sharers = changeSharers(this.#sharers, trees);
    const changedBySpan = this.#bySpan(trees);
    const spans = this.#spans.flatMap((span, at) => {
      const changed = changedBySpan.get(at) ?? new Map();
      return changed.size === 0 && sharers === this.#sharers ? [span] : spansAfter(span, changed, sharers);
    });
    const filled = spans.filter(({ chunk }) => !chunk.isEmpty);
    return new CandidateView(filled.length === 0 ? spans.slice(0, 1) : filled, sharers);
  }

  #someForest(holds: (forest: Forest) => boolean): boolean {
    return this.#spans.slice(0, CHUNKS_WITH_NAMES).some(({ chunk }) => holds(chunk.forest));
  }

  /** Which trees belong to which span: those that are there by their age, those that are gone where they have been. */
  #bySpan(trees: ChangedTrees): Map<number, Map<string, readonly AgedRow[]>> {
    const found = new Map<number, Map<string, readonly AgedRow[]>>();
    for (const [root, rows] of trees) {
      const age = rows.find(({ uuid }) => uuid === root)?.age;
      for (const at of age === undefined ? this.#spansWith(root) : [this.#spanAt(age)]) {
        found.set(at, (found.get(at) ?? new Map()).set(root, rows));
      }
    }
    return found;
  }

  #spansWith(root: string): number[] {
    return this.#spans.flatMap(({ chunk }, at) => (chunk.mayHave(root) ? [at] : []));
  }

  /** The last span that begins no later than an age; the first one takes what is older than all. */
  #spanAt(age: number): number {
    let [low, high] = [0, this.#spans.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#spans[middle]!.firstAge <= age) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** A chunk and the age from which on trees belong to it, up to the next span; it stays when the oldest tree goes. */
interface Span {
  readonly firstAge: number;
  readonly chunk: Chunk;
}

function spanOf(chunk: Chunk): Span {
  return { chunk, firstAge: chunk.firstAge ?? 0 };
}

function spansAfter(span: Span, changed: ChangedTrees, sharers: Sharers): Span[] {
  const [first, ...others] = span.chunk.with(changed, sharers).split();
  return [{ firstAge: span.firstAge, chunk: first! }, ...others.map(spanOf)];
}

function treesOf({ roots, rows }: TreeChanges): ChangedTrees {
  const trees = new Map<string, AgedRow[]>(roots.map((root) => [root, []]));
  for (const row of rows) trees.get(row.rootUuid)?.push(row);
  return trees;
}
