import type { Problem } from "./problem.ts";

const NOT_HELD = -1;

/**
 * An assignment that grows and shrinks by one need at a time, and always keeps all constraints that bind what has
 * been decided so far.
 */
export class PartialAssignment {
  readonly problem: Problem;
  /** By depth: the number of the provider chosen there. Valid below the depth reached. */
  readonly choices: Int32Array;
  /** By contested class and provider: how much may still be taken. */
  readonly room: readonly Float64Array[];
  /** By provider: 1 where an isolated need has it. */
  readonly taken: Uint8Array;
  readonly #placesInDomain: Int32Array;
  readonly #coverCounts: Int32Array;
  readonly #treeHolders: Int32Array;
  readonly #treeUses: Int32Array;

  constructor(problem: Problem) {
    this.problem = problem;
    this.choices = new Int32Array(problem.domains.length);
    this.room = problem.contention.room.map((room) => room.slice());
    this.taken = new Uint8Array(problem.providers.length);
    this.#placesInDomain = new Int32Array(problem.domains.length);
    this.#coverCounts = new Int32Array(problem.coverage.count);
    this.#treeHolders = new Int32Array(problem.trees?.length ?? 0).fill(NOT_HELD);
    this.#treeUses = new Int32Array(problem.trees?.length ?? 0);
  }

  /** Gives the need at a depth what stands at a place of its domain. False, and nothing done, where that breaks something. */
  place(depth: number, placeInDomain: number): boolean {
    const provider = this.problem.domains[depth]![placeInDomain]!;
    if (!this.#isFree(depth, provider)) {
      return false;
    }
    this.choices[depth] = provider;
    this.#placesInDomain[depth] = placeInDomain;
    this.#count(depth, 1);
    if (this.#coversReachable(depth + 1)) {
      return true;
    }
    this.#count(depth, -1);
    return false;
  }

  /** Takes back what was placed last. */
  unplace(depth: number): void {
    this.#count(depth, -1);
  }

  #isFree(depth: number, provider: number): boolean {
    const { isolated, contention, trees, allocating } = this.problem;
    if (isolated[depth] === 1 && this.taken[provider] === 1) {
      return false;
    }
    if (contention.takes[depth]!.some((take) => this.room[take.contested]![provider]! < take.amount)) {
      return false;
    }
    if (trees === undefined || allocating[depth] === 0) {
      return true;
    }
    const holder = this.#treeHolders[trees[provider]!]!;
    return holder === NOT_HELD || holder === provider;
  }

  #count(depth: number, sign: 1 | -1): void {
    const { isolated, contention, trees, allocating, coverage } = this.problem;
    const provider = this.choices[depth]!;
    if (isolated[depth] === 1) {
      this.taken[provider] = sign === 1 ? 1 : 0;
    }
    for (const take of contention.takes[depth]!) {
      this.room[take.contested]![provider]! -= sign * take.amount;
    }
    if (coverage.count > 0) {
      for (const cover of coverage.met[depth]![this.#placesInDomain[depth]!]!)
        this.#coverCounts[cover]! += sign;
    }
    if (trees !== undefined && allocating[depth] === 1) {
      const tree = trees[provider]!;
      this.#treeUses[tree]! += sign;
      this.#treeHolders[tree] = this.#treeUses[tree] === 0 ? NOT_HELD : provider;
    }
  }

  #coversReachable(depth: number): boolean {
    const { lastDepths } = this.problem.coverage;
    for (let cover = 0; cover < lastDepths.length; cover++) {
      if (this.#coverCounts[cover] === 0 && lastDepths[cover]! < depth) {
        return false;
      }
    }
    return true;
  }
}
