import { AssignmentSearch, type Progress } from "./assignment-search.ts";
import type { CompiledRequest } from "./compiled-request.ts";
import { type Cover, narrowByCovers } from "./covers.ts";
import type { Domains } from "./domains.ts";
import type { Forest } from "./forest.ts";
import { hasAny } from "./lists.ts";
import { setUpProblem } from "./problem.ts";
import { ProductSearch } from "./product-search.ts";
import { haveRoomTogether } from "./room-together.ts";
import { isSmall, type Part, splitByTop } from "./split-by-top.ts";
import { narrowBySubtrees } from "./subtrees.ts";
import type { Work } from "./work.ts";

/** Finds the assignments of one root, one after another. */
export class RootSearch {
  readonly #forest: Forest;
  readonly #request: CompiledRequest;
  readonly #covers: readonly Cover[];
  readonly #parts: Iterator<Part>;
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
    this.#parts = partsOf(forest, request, given.domains);
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

  #open(part: Part, work: Work): AssignmentSearch | ProductSearch | undefined {
    work.left -= part.domains.reduce((sum, domain) => sum + domain.length, 1);
    const narrowed = this.#narrow(part, work);
    if (narrowed === undefined || !haveRoomTogether(this.#forest, this.#request, narrowed.domains)) {
      return undefined;
    }
    return narrowed.covers.length === 0 && part.sets.length === 0 && !needsMeet(this.#request)
      ? new ProductSearch(narrowed.domains)
      : new AssignmentSearch(setUpProblem(this.#forest, this.#request, { ...narrowed, sets: part.sets }));
  }

  #narrow({ sets, covers, domains }: Part, work: Work): Omit<Part, "sets"> | undefined {
    const { isolate } = this.#request;
    const narrowed =
      sets.length === 0 ? domains : narrowBySubtrees(this.#forest, domains, { sets, isolate, work });
    return narrowed && narrowByCovers(narrowed, [...this.#covers, ...covers]);
  }
}

/** Nearly always one part. Starting a generator costs more than all else that is done for a small tree. */
function partsOf(forest: Forest, request: CompiledRequest, domains: Domains): Iterator<Part> {
  const [set, ...others] = request.sameSubtrees;
  return set !== undefined && others.length === 0 && !needsMeet(request) && isSmall(domains, set)
    ? splitByTop(forest, domains, set)
    : [{ domains, covers: [], sets: request.sameSubtrees }].values();
}

/** Whether what one need gets can matter to another, same subtrees aside. */
function needsMeet({ contested, isolate, oneProviderPerTree }: CompiledRequest): boolean {
  return contested.length > 0 || isolate || oneProviderPerTree;
}

/** The unsuffixed group has its required traits among its providers, whichever of them has which. */
function coversOf(forest: Forest, request: CompiledRequest): Cover[] {
  return request.together.map(
    (traits) => (need, provider) =>
      request.needs[need]!.suffix === "" && hasAny(forest.traits, provider, traits),
  );
}
