import { type Blocker, BlockerLook, type CandidateOutcome } from "./blockers.ts";
import { type CompiledRequest, compileRequest } from "./compiled-request.ts";
import { domainsAt } from "./domains.ts";
import type { Explanation, NeedExplanation, RootCounts } from "./explanation.ts";
import type { Forest } from "./forest.ts";
import { isWantedRoot } from "./possible-roots.ts";
import { type AskedConstraint, constraintsOf } from "./provider-constraints.ts";
import type { CandidateRequest, RequestGroup } from "./request.ts";

/** How many times a provider is judged for a need between two pauses: some 0.1 ms. */
const TURN_WORK_MAX = 1000;

/** The constraints of a need, and how many providers each has left so far. */
interface Tally {
  readonly suffix: string;
  readonly resourceClasses: readonly string[];
  readonly steps: readonly (AskedConstraint & { providersLeft: number })[];
}

/**
 * An explanation that grows with each forest, until it has been shown all there are. It looks at every provider, so it
 * is for those who ask why, not for every answer. A provider is judged as in its own tree.
 */
export class GrowingExplanation implements Explanation {
  readonly #request: CandidateRequest;
  readonly #pause: () => Promise<void> | undefined;
  readonly #tallies: readonly Tally[];
  readonly #look = new BlockerLook();
  #roots: RootCounts = { all: 0, wanted: 0, complete: 0 };
  #workLeft = TURN_WORK_MAX;

  /** `pause` lets others have their turn where it is time for that, and rejects when nobody waits any more. */
  constructor(request: CandidateRequest, pause: () => Promise<void> | undefined) {
    this.#request = request;
    this.#pause = pause;
    this.#tallies = request.groups.flatMap(talliesOf);
  }

  get needs(): readonly NeedExplanation[] {
    return this.#tallies;
  }

  get roots(): RootCounts {
    return this.#roots;
  }

  get outcome(): CandidateOutcome {
    return this.#look.found.outcome;
  }

  get blockers(): readonly Blocker[] {
    return this.#look.found.blockers;
  }

  get blockersCut(): boolean {
    return this.#look.found.blockersCut;
  }

  /** Takes one more forest into account. */
  async addFrom(forest: Forest): Promise<void> {
    const compiled = compileRequest(forest, this.#request);
    const cost = compiled.needs.reduce((sum, need) => sum + need.cost, 0);
    for (let provider = 0; provider < forest.uuids.length; provider++) {
      // Guests are counted in the forest that has their tree for its own.
      if (forest.guests[provider] === 0) this.#judge(forest, compiled, provider);
      if (this.#isTurnOver(cost)) await this.#pause();
    }
    const complete = await this.#countRoots(forest, compiled);
    if (complete > 0) await this.#look.lookAt(forest, compiled, this.#pause);
  }

  #judge(forest: Forest, { needs }: CompiledRequest, provider: number): void {
    const place = { provider, root: forest.roots[provider]! };
    for (const [at, { steps }] of this.#tallies.entries()) {
      for (const step of steps) {
        if (!step.isMet(forest, needs[at]!, place)) break;
        step.providersLeft++;
      }
    }
  }

  /** Counts the roots of a forest; gives how many are complete. */
  async #countRoots(forest: Forest, compiled: CompiledRequest): Promise<number> {
    // Whether there are enough providers to keep groups apart, the look for blockers tells.
    const together = { ...compiled, providersMin: 1 };
    let wanted = 0;
    let complete = 0;
    for (const root of forest.ownRoots) {
      const work = { left: 0 };
      if (isWantedRoot(forest, compiled, root)) {
        wanted++;
        if (domainsAt(forest, together, { root, work }) !== undefined) complete++;
      }
      if (this.#isTurnOver(1 - work.left)) await this.#pause();
    }
    const { roots } = this;
    this.#roots = {
      all: roots.all + forest.ownRoots.length,
      wanted: roots.wanted + wanted,
      complete: roots.complete + complete,
    };
    return complete;
  }

  /** Whether it is time for others after some work, in the steps of `TURN_WORK_MAX`. */
  #isTurnOver(work: number): boolean {
    this.#workLeft -= work;
    if (this.#workLeft > 0) return false;
    this.#workLeft = TURN_WORK_MAX;
    return true;
  }
}

/** As many as there are needs of a group: each class of the unsuffixed one, and each suffixed one as a whole. */
function talliesOf(group: RequestGroup): Tally[] {
  const { suffix, resources } = group;
  const all = [...resources.keys()];
  return (suffix === "" ? all.map((name) => [name]) : [all]).map((resourceClasses) => ({
    suffix,
    resourceClasses,
    steps: constraintsOf(group).map((asked) => ({ ...asked, providersLeft: 0 })),
  }));
}
