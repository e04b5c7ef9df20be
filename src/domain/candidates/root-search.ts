import { AssignmentSearch, type Progress } from "./assignment-search.ts";
import type { CompiledRequest } from "./compiled-request.ts";
import { type Cover, narrowByCovers } from "./covers.ts";
import type { Domains } from "./domains.ts";
import type { Forest } from "./forest.ts";
import { hasAny } from "./lists.ts";
import { setUpProblem } from "./problem.ts";
import { ProductSearch } from "./product-search.ts";
import { type Subtrees, splitBySubtrees } from "./subtrees.ts";
import type { Work } from "./work.ts";

/** Finds the assignments of one root, one after another. */
export class RootSearch {
  readonly #forest: Forest;
  readonly #request: CompiledRequest;
  readonly #covers: readonly Cover[];
  readonly #parts: Iterator<Subtrees>;
  #assignments: AssignmentSearch | ProductSearch | undefined;

  /** `covers` are conditions beside those of the request. */
  constructor(
    forest: Forest,
    request: CompiledRequest,
    given: { domains: Domains; covers: readonly Cover[] },
  ) {
    this.#forest = forest;
    this.#request = request;
    this.#covers = [...given.covers, ...coversOf(forest, request)];
    this.#parts = splitBySubtrees(forest, given.domains, request.sameSubtrees);
  }

  /** Goes on to the next assignment. */
  advance(work: Work): Progress {
    while (work.left > 0) {
      const progress = this.#assignments?.advance(work) ?? "done";
      if (progress !== "done") {
        return progress;
      }
      const part = this.#parts.next();
      if (part.done === true) {
        return "done";
      }
      this.#assignments = this.#open(part.value, work);
    }
    return "paused";
  }

  /** The assignment found last: by need, a provider of the forest. */
  read(into: Int32Array): void {
    this.#assignments?.read(into);
  }

  #open(part: Subtrees, work: Work): AssignmentSearch | ProductSearch | undefined {
    work.left -= part.domains.reduce((sum, domain) => sum + domain.length, 1);
    const narrowed = narrowByCovers(part.domains, [...this.#covers, ...part.covers]);
    if (narrowed === undefined) {
      return undefined;
    }
    return narrowed.covers.length === 0 && !needsMeet(this.#request)
      ? new ProductSearch(narrowed.domains)
      : new AssignmentSearch(setUpProblem(this.#forest, this.#request, narrowed));
  }
}

/** Whether what one need gets can matter to another. */
function needsMeet(request: CompiledRequest): boolean {
  return request.contested.length > 0 || request.isolate || request.oneProviderPerTree;
}

/** The unsuffixed group has its required traits among its providers, whichever of them has which. */
function coversOf(forest: Forest, request: CompiledRequest): Cover[] {
  return request.together.map(
    (traits) => (need, provider) =>
      request.needs[need]!.suffix === "" && hasAny(forest.traits, provider, traits),
  );
}
