import type { Pool } from "pg";
import type { QueryValues } from "./quick-query.ts";
import { SharedConnections } from "./shared-connections.ts";
import type { QuickStatement } from "./statement.ts";

/**
 * How many writes a connection has in flight before another one is opened. Fewer than reads have: while one writer's
 * commit goes to the disk, another's statement runs.
 */
const IN_FLIGHT_ENOUGH = 2;

/** Of so many writes, the quickest tells how long a commit takes: it waited for nothing else. */
const SAMPLE = 64;

/**
 * How long a quick write takes at most, its commit included, in milliseconds. Where a commit takes longer, it is better
 * for writers to have connections of their own: the database takes the commits of all connections to the disk at once,
 * but those of one connection one after the other.
 */
const QUICK_MS = 1;

/** How long slow writes have connections of their own before it is tried again, in milliseconds. */
const TRY_AGAIN_MS = 2000;

/** Runs quick writes on shared connections while commits are quick. */
export class QuickWrites {
  readonly #connections: SharedConnections;
  readonly #quickMs: number;
  readonly #sample: number;
  #counted = 0;
  #shortestMs = Number.POSITIVE_INFINITY;
  #notBefore = 0;

  constructor(pool: Pool, { quickMs = QUICK_MS, sample = SAMPLE } = {}) {
    this.#quickMs = quickMs;
    this.#sample = sample;
    this.#connections = new SharedConnections(pool, {
      inFlightEnough: IN_FLIGHT_ENOUGH,
      onAnswer: ({ rowCount, tookMs }) => {
        // What finds nothing to do commits nothing.
        if (rowCount > 0) this.#count(tookMs);
      },
    });
  }

  /** The rows of a statement; undefined where it has to be run in another way: then nothing has come of it. */
  run<Row>(statement: QuickStatement, values: QueryValues): Promise<Row[] | undefined> | undefined {
    return performance.now() < this.#notBefore ? undefined : this.#connections.run(statement, values);
  }

  #count(tookMs: number): void {
    this.#shortestMs = Math.min(this.#shortestMs, tookMs);
    this.#counted += 1;
    if (this.#counted < this.#sample) return;
    if (this.#shortestMs > this.#quickMs) this.#notBefore = performance.now() + TRY_AGAIN_MS;
    this.#counted = 0;
    this.#shortestMs = Number.POSITIVE_INFINITY;
  }
}
