import type { SubtreeProblem } from "./subtree-problem.ts";
import type { Work } from "./work.ts";

/**
 * Follows same-subtree sets while the needs of a problem are decided one after another. As soon as one need of a set
 * is decided, the others are bound to a subtree: that of the highest provider which can still come to stand above
 * all. So sets are decided need by need, where going through the combinations of their tops would never end.
 */
export class SubtreeWatch {
  readonly #problem: SubtreeProblem;
  readonly #choices: Int32Array;
  /** By how many needs are decided, and by depth: the range of places to which the need there is bound. */
  readonly #lows: readonly Int32Array[];
  readonly #highs: readonly Int32Array[];

  /** `choices`: by depth, the number of the provider chosen there. */
  constructor(problem: SubtreeProblem, choices: Int32Array) {
    const levels = problem.sets.length === 0 ? 0 : choices.length + 1;
    this.#problem = problem;
    this.#choices = choices;
    this.#lows = Array.from({ length: levels }, () => new Int32Array(choices.length));
    this.#highs = Array.from({ length: levels }, () => new Int32Array(choices.length).fill(NO_BOUND));
  }

  /** Whether a decision at a depth can bind others. */
  concerns(depth: number): boolean {
    return this.#lows.length > 0 && this.#problem.setsAt[depth]!.length > 0;
  }

  /** Whether the need at a depth may get a provider, after the decisions at lesser depths. */
  allows(depth: number, provider: number): boolean {
    if (this.#lows.length === 0) return true;
    const place = this.#problem.enters[provider]!;
    return place >= this.#lows[depth]![depth]! && place < this.#highs[depth]![depth]!;
  }

  /** The providers that needs may get after so many decisions, by depth; undefined where nothing is bound. */
  choicesAfter(decided: number): ((depth: number) => Int32Array) | undefined {
    const { domains, placesAt } = this.#problem;
    const [lows, highs] = [this.#lows[decided], this.#highs[decided]];
    if (lows === undefined || highs === undefined) return undefined;
    return (depth) =>
      highs[depth] === NO_BOUND ? domains[depth]! : placesAt[depth]!.between(lows[depth]!, highs[depth]!);
  }

  /** Binds what is left to what was decided at a depth. False where a set can't stay together any more. */
  bind(depth: number, work: Work): boolean {
    if (this.#lows.length === 0) return true;
    this.#lows[depth + 1]!.set(this.#lows[depth]!);
    this.#highs[depth + 1]!.set(this.#highs[depth]!);
    return this.#problem.setsAt[depth]!.every((set) => this.#bindSet(set, depth, work));
  }

  #bindSet(set: number, depth: number, work: Work): boolean {
    const top = this.#highestTop(set, depth, work);
    if (top === NONE) return false;
    const { sets, enters, leaves, placesAt } = this.#problem;
    const [lows, highs] = [this.#lows[depth + 1]!, this.#highs[depth + 1]!];
    for (const other of sets[set]!) {
      if (other <= depth) continue;
      lows[other] = Math.max(lows[other]!, enters[top]!);
      highs[other] = Math.min(highs[other]!, leaves[top]!);
      if (!placesAt[other]!.has(lows[other]!, highs[other]!)) return false;
    }
    return true;
  }

  /** Who stands, or can still come to stand, above all that a set has got, and highest of these. */
  #highestTop(set: number, depth: number, work: Work): number {
    const { sets, enters, leaves, above, lastDepths } = this.#problem;
    let [first, last] = [NONE, -1];
    for (const decided of sets[set]!) {
      if (decided > depth) break;
      const chosen = this.#choices[decided]!;
      if (first === NONE || enters[chosen]! < enters[first]!) first = chosen;
      last = Math.max(last, enters[chosen]!);
    }
    let top = leaves[first]! > last ? first : NONE;
    for (let upper = above[first]!; upper !== NONE; upper = above[upper]!) {
      work.left--;
      if (leaves[upper]! > last && lastDepths[set]![upper]! > depth) top = upper;
    }
    return top;
  }
}

const NONE = -1;
const NO_BOUND = 2 ** 31 - 1;
