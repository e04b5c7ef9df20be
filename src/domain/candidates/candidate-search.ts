import { type Candidate, CandidateWriter } from "./candidate.ts";
import { type CompiledRequest, compileRequest } from "./compiled-request.ts";
import { domainsAt } from "./domains.ts";
import type { Forest } from "./forest.ts";
import { isWantedRoot, possibleRoots } from "./possible-roots.ts";
import { Repeats } from "./repeats.ts";
import type { CandidateRequest } from "./request.ts";
import { RootSearch } from "./root-search.ts";
import { type Random, shuffle } from "./shuffle.ts";
import type { Work } from "./work.ts";

/**
 * How much one search may do in all before it gives up, in steps of 10 to 100 ns, looking at providers aside. Some
 * requests have no answer that any method finds fast (packing unequal amounts into bins is one of the famous hard
 * problems), others have more answers than anybody can take; this keeps both from going on for ever. A caller with
 * no limit of its own gets some 100,000 candidates at most when they are of many groups, millions of small ones.
 */
export const SEARCH_WORK_MAX = 5_000_000;

/** How much a search does between two pauses, in the same steps: some 0.1 to 1 ms. */
export const TURN_WORK_MAX = 10_000;

/**
 * How many roots are searched in turn. It bounds the memory of a search, and it is no less than the limit that
 * schedulers use, so that each of that many roots gives a candidate before one gives a second.
 */
const OPEN_ROOTS_MAX = 1024;

/** Why a search has ended: all candidates were found, as many as were wanted, or the work ran out. */
export type SearchEnd = "exhausted" | "limit" | "work";

/** What one turn of a search came to. */
export type Turn =
  | { readonly kind: "candidate"; readonly candidate: Candidate }
  | { readonly kind: "paused" }
  | { readonly kind: "ended"; readonly end: SearchEnd };

/** What a caller may set about a search. */
export interface SearchOptions {
  /** Makes roots and providers come in random order instead of the forest's. */
  readonly random?: Random | undefined;
  /** Default `SEARCH_WORK_MAX`. */
  readonly workMax?: number | undefined;
}

/** Starts a search for what a caller has asked for. */
export function createCandidateSearch(
  forest: Forest,
  request: CandidateRequest,
  options: SearchOptions = {},
): CandidateSearch {
  return new CandidateSearch(forest, compileRequest(forest, request), { ...options, limit: request.limit });
}

/**
 * A search that is run turn by turn, so that whoever runs it can do other things in between. Roots take turns
 * too: each gives a candidate before any gives its second, in the order of the forest, so that a limit cuts off
 * variants and not hosts.
 */
export class CandidateSearch {
  readonly #forest: Forest;
  readonly #request: CompiledRequest;
  readonly #limit: number;
  readonly #random: Random | undefined;
  readonly #roots: Int32Array;
  readonly #repeats: Repeats;
  readonly #assignment: Int32Array;
  readonly #writer: CandidateWriter;
  #rootsOpened = 0;
  #given = 0;
  #open: RootSearch[] = [];
  #workLeft: number;

  constructor(
    forest: Forest,
    request: CompiledRequest,
    options: SearchOptions & { readonly limit?: number | undefined },
  ) {
    this.#forest = forest;
    this.#request = request;
    this.#limit = options.limit ?? Number.POSITIVE_INFINITY;
    this.#random = options.random;
    this.#roots = possibleRoots(forest, request);
    this.#repeats = new Repeats(forest);
    this.#assignment = new Int32Array(request.needs.length);
    this.#writer = new CandidateWriter(forest, request);
    this.#workLeft = options.workMax ?? SEARCH_WORK_MAX;
    if (options.random !== undefined) {
      this.#roots = this.#roots.slice();
      shuffle(this.#roots, options.random);
    }
  }

  /** How much of its work the search may still do; 0 or less where it ran out. */
  get workLeft(): number {
    return this.#workLeft;
  }

  /** Does a turn of work at most. */
  advance(): Turn {
    if (this.#given >= this.#limit) {
      return { kind: "ended", end: "limit" };
    }
    const work = { left: TURN_WORK_MAX };
    while (work.left > 0) {
      if (this.#workLeft <= 0) {
        return { kind: "ended", end: "work" };
      }
      const search = this.#nextSearch(work);
      if (search === "no more") {
        return { kind: "ended", end: "exhausted" };
      }
      if (search !== undefined && this.#run(search, work)) {
        this.#given++;
        return { kind: "candidate", candidate: this.#writer.write(this.#assignment) };
      }
    }
    return { kind: "paused" };
  }

  /** Runs the search of one root. True where that has brought an assignment to give. */
  #run(search: RootSearch, work: Work): boolean {
    const before = work.left;
    const progress = search.advance(work);
    const found = progress === "found";
    this.#workLeft -= before - work.left + (found ? this.#assignment.length : 0);
    if (progress !== "done") {
      this.#open.push(search);
    }
    if (found) {
      search.read(this.#assignment);
    }
    return found && !this.#repeats.isRepeat(this.#assignment);
  }

  /** The search of a new root while there are any and not too many are open, else of the one that has waited longest. */
  #nextSearch(work: Work): RootSearch | "no more" | undefined {
    return this.#rootsOpened < this.#roots.length && this.#open.length < OPEN_ROOTS_MAX
      ? this.#openRoot(this.#roots[this.#rootsOpened++]!, work)
      : (this.#open.shift() ?? "no more");
  }

  /** The search of a root, undefined where there is nothing to find. */
  #openRoot(root: number, work: Work): RootSearch | undefined {
    work.left--;
    if (!isWantedRoot(this.#forest, this.#request, root)) {
      return undefined;
    }
    const domains = domainsAt(this.#forest, this.#request, { root, work });
    if (domains === undefined) {
      return undefined;
    }
    const covers = this.#repeats.coversFor(domains);
    if (this.#random !== undefined) {
      for (const domain of domains) {
        shuffle(domain, this.#random);
      }
    }
    return new RootSearch(this.#forest, this.#request, { domains, covers });
  }
}
