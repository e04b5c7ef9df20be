import type { Work } from "./work.ts";

/** Needs that compete for places, and how many of them each provider can have. */
export interface Competition {
  /** Depths of the needs, ascending. */
  readonly depths: readonly number[];
  /** How many of these needs a provider can serve beside what it serves already. */
  readonly seats: (provider: number) => number;
}

/** From where on a competition is looked at, and among whom. */
export interface MatchingStart {
  /** Needs at lesser depths have what they need. */
  readonly depth: number;
  /** The providers that the need at a depth may still get; absent: those of its domain. */
  readonly choicesAt?: ((depth: number) => Int32Array) | undefined;
  readonly work: Work;
}

/**
 * Tells whether competing needs can all find a seat at once: a bipartite matching by augmenting paths. Trying one
 * assignment after another to learn that nine groups don't go onto eight devices takes 8! tries; this takes 72.
 */
export class Matching {
  readonly #domains: readonly Int32Array[];
  /** By depth: the provider where the need sits, or -1. */
  readonly #seatOf: Int32Array;
  /** By provider: how many needs sit there, if `#seatedIn` says that it was in this run. */
  readonly #seated: Int32Array;
  readonly #seatedIn: Int32Array;
  readonly #visited: Int32Array;
  #visit = 0;
  #run = 0;

  constructor(domains: readonly Int32Array[], providerCount: number) {
    this.#domains = domains;
    this.#seatOf = new Int32Array(domains.length);
    this.#seated = new Int32Array(providerCount);
    this.#seatedIn = new Int32Array(providerCount);
    this.#visited = new Int32Array(providerCount);
  }

  /**
   * Whether all needs of a competition from a depth on find seats. Says yes when the work runs out: then nothing
   * is known, and the search itself has to find out.
   */
  seatsAll(competition: Competition, from: MatchingStart): boolean {
    this.#seatOf.fill(NO_SEAT);
    this.#run++;
    for (const depth of competition.depths) {
      if (depth < from.depth) {
        continue;
      }
      this.#visit++;
      if (!this.#seat(depth, competition, from)) {
        return from.work.left <= 0;
      }
    }
    return true;
  }

  /** Seats one need, moving others where that makes room. */
  #seat(depth: number, competition: Competition, from: MatchingStart): boolean {
    for (const provider of from.choicesAt?.(depth) ?? this.#domains[depth]!) {
      if (this.#visited[provider] === this.#visit) {
        continue;
      }
      if (from.work.left-- <= 0) {
        return false;
      }
      this.#visited[provider] = this.#visit;
      const seated = this.#seatedIn[provider] === this.#run ? this.#seated[provider]! : 0;
      if (seated < competition.seats(provider)) {
        this.#seatedIn[provider] = this.#run;
        this.#seated[provider] = seated + 1;
        this.#seatOf[depth] = provider;
        return true;
      }
      if (seated > 0 && this.#moveOneFrom(provider, competition, from)) {
        this.#seatOf[depth] = provider;
        return true;
      }
    }
    return false;
  }

  #moveOneFrom(provider: number, competition: Competition, from: MatchingStart): boolean {
    // Looking for who sits there is a step for every 16 needs.
    from.work.left -= competition.depths.length >> 4;
    for (const other of competition.depths) {
      if (this.#seatOf[other] === provider && this.#seat(other, competition, from)) {
        return true;
      }
    }
    return false;
  }
}

const NO_SEAT = -1;
