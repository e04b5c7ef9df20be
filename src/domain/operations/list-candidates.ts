import type { Candidate } from "../candidates/candidate.ts";
import { createCandidateSearch, SEARCH_WORK_MAX } from "../candidates/candidate-search.ts";
import type { Forest } from "../candidates/forest.ts";
import type { CandidateRequest } from "../candidates/request.ts";
import type { Random } from "../candidates/shuffle.ts";
import { type ProviderSummary, summarize } from "../candidates/summarize.ts";
import type { Reads } from "../reads.ts";
import { checkNames } from "./candidate-names.ts";

/** What the server has to say about all searches, and how one is kept from having it to itself. */
export interface CandidateOptions {
  /** The most candidates of a list, whatever its limit. */
  readonly candidatesMax: number;
  /** Makes trees and candidates come in random order instead of the same each time. */
  readonly random?: Random | undefined;
  /** Lets others have their turn. Rejects when nobody waits for the answer any more. */
  pause(): Promise<void>;
}

/** Ways to satisfy a request, and the providers that have to do with them. */
export interface CandidateList {
  readonly candidates: readonly Candidate[];
  readonly summaries: readonly ProviderSummary[];
  /** Whether the search was given up before it had what was wanted, since it took or brought too much. */
  readonly isCut: boolean;
}

/**
 * How many parts (amounts and mappings) the candidates of a list may have in all, as a multiple of their greatest
 * number: candidates of a hundred groups are fifty times as large as usual ones.
 */
const PARTS_PER_CANDIDATE = 10;

/** How many turns of a search are taken between two pauses. */
const TURNS_MAX = 16;

/**
 * Finds out where a request fits. Forests are taken by and by, and no more of them than it takes: whoever wants one
 * candidate does not wait until ten thousand hosts were looked at.
 * Refuses with RESOURCE_CLASS_UNKNOWN and TRAIT_UNKNOWN.
 */
export async function listCandidates(
  reads: Pick<Reads, "openCandidateSource">,
  request: CandidateRequest,
  options: CandidateOptions,
): Promise<CandidateList> {
  const source = await reads.openCandidateSource();
  await checkNames(source, request);
  const list = new GrowingList(request, options);
  const seed = options.random === undefined ? undefined : String(options.random());
  for await (const forest of source.forests(request, { treesWanted: list.wanted, seed })) {
    await list.addFrom(forest);
    if (list.isComplete) break;
    await options.pause();
  }
  return list;
}

/** A list that grows with each forest that is searched, until it has what is wanted or the work runs out. */
class GrowingList implements CandidateList {
  readonly wanted: number;
  readonly candidates: Candidate[] = [];
  readonly #request: CandidateRequest;
  readonly #options: CandidateOptions;
  readonly #summaries = new Map<string, ProviderSummary>();
  readonly #keys = new Set<string>();
  #workLeft = SEARCH_WORK_MAX;
  #partsLeft: number;

  constructor(request: CandidateRequest, options: CandidateOptions) {
    this.wanted = Math.min(request.limit ?? options.candidatesMax, options.candidatesMax);
    this.#partsLeft = options.candidatesMax * PARTS_PER_CANDIDATE;
    this.#request = { ...request, limit: undefined };
    this.#options = options;
  }

  get summaries(): ProviderSummary[] {
    return [...this.#summaries.values()];
  }

  get isCut(): boolean {
    return this.candidates.length < this.wanted && (this.#workLeft <= 0 || this.#partsLeft <= 0);
  }

  get isComplete(): boolean {
    return this.candidates.length >= this.wanted || this.isCut;
  }

  async addFrom(forest: Forest): Promise<void> {
    const { random, pause } = this.#options;
    const search = createCandidateSearch(forest, this.#request, { random, workMax: this.#workLeft });
    const known = this.candidates.length;
    for (let turns = 1; !this.isComplete; turns++) {
      const turn = search.advance();
      this.#workLeft = search.workLeft;
      if (turn.kind === "ended") break;
      if (turn.kind === "candidate" && !(turn.shared && this.#isKnown(turn.candidate))) this.#add(turn.candidate);
      if (turns % TURNS_MAX === 0) await pause();
    }
    this.#describe(forest, this.candidates.slice(known));
  }

  /** Providers that share are in the forest of every tree that they share with, and what they give is found in each. */
  #isKnown(candidate: Candidate): boolean {
    const key = JSON.stringify(candidate);
    const isKnown = this.#keys.has(key);
    this.#keys.add(key);
    return isKnown;
  }

  #add(candidate: Candidate): void {
    this.candidates.push(candidate);
    for (const { resources } of candidate.allocations) this.#partsLeft -= resources.length;
    this.#partsLeft -= candidate.mappings.length;
  }

  #describe(forest: Forest, candidates: readonly Candidate[]): void {
    const scope = this.#request.oneProviderPerTree ? "allocating" : "trees";
    for (const summary of summarize(forest, candidates, scope)) {
      if (!this.#summaries.has(summary.uuid)) this.#summaries.set(summary.uuid, summary);
    }
  }
}
