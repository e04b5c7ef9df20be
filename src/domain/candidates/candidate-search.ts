import { type Candidate, writeCandidate } from "./candidate.ts";
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
 * How much one search may do in all before it gives up, in steps of some 10 ns. Some requests have no answer that is
 * found fast by any method (packing unequal amounts into bins is one of the famous hard problems); this keeps
 * them from holding the process.
 */
export const SEARCH_WORK_MAX = 20_000_000;

/** How much a search does between two pauses: some 0.2 ms. */
export const TURN_WORK_MAX = 20_000;

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
    this.#workLeft = options.workMax ?? SEARCH_WORK_MAX;
    if (options.random !== undefined) {
      this.#roots = this.#roots.slice();
      shuffle(this.#roots, options.random);
    }
  }

  /** Does a turn of work at most. */
  advance(): Turn {
    if (this.#given >= this.#limit) {
      return { kind: "ended", end: "limit" };
    }
    if (this.#workLeft <= 0) {
      return { kind: "ended", end: "work" };
    }
    const work = { left: Math.min(this.#workLeft, TURN_WORK_MAX) };
    const given = work.left;
    const turn = this.#takeTurn(work);
    this.#workLeft -= given - work.left;
    return turn;
  }

  #takeTurn(work: Work): Turn {
    while (work.left > 0) {
      const search = this.#nextSearch(work);
      if (search === undefined) {
        return { kind: "ended", end: "exhausted" };
      }
      if (search === "none") {
        continue;
      }
      const progress = search.advance(work);
      if (progress !== "done") {
        this.#open.push(search);
      }
      if (progress === "found") {
        search.read(this.#assignment);
        if (!this.#repeats.isRepeat(this.#assignment)) {
          this.#given++;
          work.left -= this.#assignment.length;
          return {
            kind: "candidate",
            candidate: writeCandidate(this.#forest, this.#request, this.#assignment),
          };
        }
      }
    }
    return { kind: "paused" };
  }

  /** The search of a new root while there are any and not too many are open, else of the one that has waited longest. */
  #nextSearch(work: Work): RootSearch | "none" | undefined {
    return this.#rootsOpened < this.#roots.length && this.#open.length < OPEN_ROOTS_MAX
      ? (this.#openRoot(this.#roots[this.#rootsOpened++]!, work) ?? "none")
      : this.#open.shift();
  }

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
