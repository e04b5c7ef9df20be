import { AssignmentSearch, type Progress } from "./assignment-search.ts";
import type { CompiledRequest } from "./compiled-request.ts";
import { type Cover, narrowByCovers } from "./covers.ts";
import type { Domains } from "./domains.ts";
import type { Forest } from "./forest.ts";
import { hasAny } from "./lists.ts";
import { setUpProblem } from "./problem.ts";
import { ProductSearch } from "./product-search.ts";
import { haveRoomTogether } from "./room-together.ts";
import { narrowBySubtrees } from "./subtrees.ts";
import type { Work } from "./work.ts";

/** Finds the assignments of one root, one after another. */
export class RootSearch {
  readonly #forest: Forest;
  readonly #request: CompiledRequest;
  readonly #covers: readonly Cover[];
  readonly #domains: Domains;
  #assignments: AssignmentSearch | ProductSearch | undefined;
  #isOpen = false;

  /** `covers` are conditions beside those of the request. */
  constructor(
    forest: Forest,
    request: CompiledRequest,
    given: { domains: Domains; covers: readonly Cover[] },
  ) {
    this.#forest = forest;
    this.#request = request;
    this.#covers = [...given.covers, ...coversOf(forest, request)];
    this.#domains = given.domains;
  }

  /** Goes on to the next assignment. */
  advance(work: Work): Progress {
    if (!this.#isOpen) {
      this.#isOpen = true;
      this.#assignments = this.#open(work);
    }
    return this.#assignments?.advance(work) ?? "done";
  }

  /** The assignment found last: by need, a provider of the forest. */
  read(into: Int32Array): void {
    this.#assignments?.read(into);
  }

  #open(work: Work): AssignmentSearch | ProductSearch | undefined {
    work.left -= this.#domains.reduce((sum, domain) => sum + domain.length, 1);
    const narrowed = this.#narrow(work);
    if (narrowed === undefined || !haveRoomTogether(this.#forest, this.#request, narrowed.domains)) {
      return undefined;
    }
    return narrowed.covers.length === 0 && !needsMeet(this.#request)
      ? new ProductSearch(narrowed.domains)
      : new AssignmentSearch(setUpProblem(this.#forest, this.#request, narrowed));
  }

  #narrow(work: Work): { domains: Domains; covers: readonly Cover[] } | undefined {
    const { sameSubtrees: sets, isolate } = this.#request;
    const domains = narrowBySubtrees(this.#forest, this.#domains, { sets, isolate, work });
    return domains && narrowByCovers(domains, this.#covers);
  }
}

/** Whether what one need gets can matter to another. */
function needsMeet(request: CompiledRequest): boolean {
  const { contested, isolate, oneProviderPerTree, sameSubtrees } = request;
  return contested.length > 0 || isolate || oneProviderPerTree || sameSubtrees.length > 0;
}

/** The unsuffixed group has its required traits among its providers, whichever of them has which. */
function coversOf(forest: Forest, request: CompiledRequest): Cover[] {
  return request.together.map(
    (traits) => (need, provider) =>
      request.needs[need]!.suffix === "" && hasAny(forest.traits, provider, traits),
  );
}
