import { competitionsOf, type WatchedCompetition } from "./competitions.ts";
import { Matching } from "./matching.ts";
import { PartialAssignment } from "./partial-assignment.ts";
import type { Problem } from "./problem.ts";
import { SubtreeWatch } from "./subtree-watch.ts";
import type { Work } from "./work.ts";

/** Where a search stands: it has found one more, has to go on later, or has found all. */
export type Progress = "found" | "paused" | "done";

/**
 * Finds the solutions of a problem one after another, depth first, each exactly once. A branch is left at the first
 * constraint that breaks, and where needs that are not decided yet can't all find room any more.
 */
export class AssignmentSearch {
  readonly #assignment: PartialAssignment;
  readonly #competitions: readonly WatchedCompetition[];
  readonly #matching: Matching;
  readonly #subtrees: SubtreeWatch;
  /** By depth: the place in the domain to try next. */
  readonly #nextPlaces: Int32Array;
  #depth = 0;
  #state: "fresh" | "open" | "done" = "fresh";

  constructor(problem: Problem) {
    this.#assignment = new PartialAssignment(problem);
    this.#competitions = competitionsOf(this.#assignment);
    this.#matching = new Matching(problem.domains, problem.providers.length);
    this.#subtrees = new SubtreeWatch(problem.subtrees, this.#assignment.choices);
    this.#nextPlaces = new Int32Array(problem.domains.length);
  }

  /** Goes on to the next solution. */
  advance(work: Work): Progress {
    if (this.#state === "fresh") {
      this.#state = this.#competitions.every((one) => this.#seatsAll(one, 0, work)) ? "open" : "done";
    }
    while (this.#state === "open") {
      if (work.left <= 0) {
        return "paused";
      }
      if (this.#step(work)) {
        return "found";
      }
    }
    return "done";
  }

  /** The solution found last: by need, a provider of the forest. Valid until the search goes on. */
  read(into: Int32Array): void {
    const { needs, providers } = this.#assignment.problem;
    for (let depth = 0; depth < needs.length; depth++) {
      into[needs[depth]!] = providers[this.#assignment.choices[depth]!]!;
    }
  }

  /** Tries one value, or goes one need back. True where that completes a solution. */
  #step(work: Work): boolean {
    const { domains } = this.#assignment.problem;
    const depth = this.#depth;
    if (depth === domains.length || this.#nextPlaces[depth]! >= domains[depth]!.length) {
      this.#goBack();
      return false;
    }
    work.left--;
    const place = this.#nextPlace(depth, work);
    if (place === undefined || !this.#assignment.place(depth, place)) {
      return false;
    }
    if (!this.#subtrees.bind(depth, work) || !this.#othersFindRoom(depth, work)) {
      this.#assignment.unplace(depth);
      return false;
    }
    this.#depth = depth + 1;
    if (this.#depth < domains.length) {
      this.#nextPlaces[this.#depth] = 0;
    }
    return this.#depth === domains.length;
  }

  /** The next place of a domain that its subtrees allow. To pass over the others is a step for every 16. */
  #nextPlace(depth: number, work: Work): number | undefined {
    const domain = this.#assignment.problem.domains[depth]!;
    const first = this.#nextPlaces[depth]!;
    let place = first;
    while (place < domain.length && !this.#subtrees.allows(depth, domain[place]!)) place++;
    work.left -= (place - first) >> 4;
    this.#nextPlaces[depth] = place + 1;
    return place < domain.length ? place : undefined;
  }

  #goBack(): void {
    if (this.#depth === 0) {
      this.#state = "done";
    } else {
      this.#depth--;
      this.#assignment.unplace(this.#depth);
    }
  }

  #othersFindRoom(depth: number, work: Work): boolean {
    const binds = this.#subtrees.concerns(depth);
    return this.#competitions.every(
      (one) => (one.changedBy[depth] === 0 && !binds) || this.#seatsAll(one, depth + 1, work),
    );
  }

  #seatsAll(competition: WatchedCompetition, depth: number, work: Work): boolean {
    return this.#matching.seatsAll(competition, {
      depth,
      work,
      choicesAt: this.#subtrees.choicesAfter(depth),
    });
  }
}
