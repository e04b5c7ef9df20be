import type { Candidate } from "./candidate.ts";
import type { CandidateList } from "./candidate-list.ts";
import { createCandidateSearch, SEARCH_WORK_MAX } from "./candidate-search.ts";
import type { Forest } from "./forest.ts";
import { GuestTrees } from "./guest-trees.ts";
import type { ProviderSummary } from "./provider-summary.ts";
import type { CandidateRequest } from "./request.ts";
import type { Random } from "./shuffle.ts";
import { summarize } from "./summarize.ts";

/** What the server has to say about all searches, and how one is kept from having it to itself. */
export interface CandidateOptions {
  /** The most candidates of a list, whatever its limit. */
  readonly candidatesMax: number;
  /** Makes trees and candidates come in random order instead of the same each time. */
  readonly random?: Random | undefined;
  /** Lets others have their turn where it is time for that. Rejects when nobody waits for the answer any more. */
  pause(): Promise<void> | undefined;
  /** Told of each candidate how large the list is with it, in usual candidates; the search goes on after that. */
  grown?(size: number): Promise<void> | undefined;
}

/**
 * How many parts (amounts and mappings) the candidates of a list may have in all, as a multiple of their greatest
 * number: candidates of a hundred groups are fifty times as large as usual ones.
 */
const PARTS_PER_CANDIDATE = 10;

/** How many candidates are taken between two pauses. */
const TURNS_MAX = 16;

/** A list that grows with each forest that is searched, until it has what is wanted or the work runs out. */
export class GrowingList implements CandidateList {
  readonly wanted: number;
  readonly candidates: Candidate[] = [];
  readonly #request: CandidateRequest;
  readonly #options: CandidateOptions;
  readonly summaries: ProviderSummary[] = [];
  readonly #known = new Set<string>();
  #workLeft = SEARCH_WORK_MAX;
  #parts = 0;
  readonly #partsMax: number;

  constructor(request: CandidateRequest, options: CandidateOptions) {
    this.wanted = Math.min(request.limit ?? options.candidatesMax, options.candidatesMax);
    this.#partsMax = options.candidatesMax * PARTS_PER_CANDIDATE;
    this.#request = { ...request, limit: undefined };
    this.#options = options;
  }

  /** Whether the search was given up before it had what was wanted: it took too much work, or brought too large candidates. */
  get isCut(): boolean {
    return this.candidates.length < this.wanted && (this.#workLeft <= 0 || this.#parts >= this.#partsMax);
  }

  get isComplete(): boolean {
    return this.candidates.length >= this.wanted || this.isCut;
  }

  /** In usual candidates: those with many parts, or many providers around them, count for more. */
  get #size(): number {
    const others = Math.max(this.#parts, this.summaries.length) / PARTS_PER_CANDIDATE;
    return Math.max(this.candidates.length, others);
  }

  async addFrom(forest: Forest): Promise<void> {
    const { random, pause, grown } = this.#options;
    const search = createCandidateSearch(forest, this.#request, { random, workMax: this.#workLeft });
    const listed = this.candidates.length;
    const guests = new GuestTrees(forest);
    for (let turns = 1; !this.isComplete; turns++) {
      const turn = search.advance();
      this.#workLeft = search.workLeft;
      if (turn.kind === "ended") break;
      if (turn.kind === "candidate") {
        this.#add(turn.candidate, guests);
        const growth = grown?.(this.#size);
        if (growth !== undefined) await growth;
      }
      if (turn.kind === "paused" || turns % TURNS_MAX === 0) await pause();
    }
    this.#describe(forest, this.candidates.slice(listed), guests);
  }

  #add(candidate: Candidate, guests: GuestTrees): void {
    if (guests.hasAllOf(candidate) && this.#isKnown(JSON.stringify(candidate))) return;
    this.candidates.push(candidate);
    for (const { resources } of candidate.allocations) this.#parts += resources.length;
    this.#parts += candidate.mappings.length;
  }

  #describe(forest: Forest, candidates: readonly Candidate[], guests: GuestTrees): void {
    const scope = this.#request.oneProviderPerTree ? "allocating" : "trees";
    for (const summary of summarize(forest, candidates, scope)) {
      if (!guests.has(summary.uuid) || !this.#isKnown(summary.uuid)) this.summaries.push(summary);
    }
  }

  /** Whether a text was asked about before. */
  #isKnown(text: string): boolean {
    const isKnown = this.#known.has(text);
    this.#known.add(text);
    return isKnown;
  }
}
