import type { Pool, PoolClient } from "pg";
import { isAboutPreparation, type QueryValues, QuickQuery } from "./quick-query.ts";
import type { QuickStatement } from "./statement.ts";

/** A connection that statements share for as long as there are some. */
interface Shared {
  readonly connected: Promise<PoolClient>;
  client: PoolClient | undefined;
  inFlight: number;
  /** When the database began with the one that it is at, at the earliest. */
  since: number;
}

/** How connections are shared. */
export interface Sharing {
  /** How many statements a connection has in flight before another one is opened. */
  readonly inFlightEnough: number;
  /** Told of each answer how many rows it has, and how long the database took for it at most, in milliseconds. */
  readonly onAnswer?: (answer: { readonly rowCount: number; readonly tookMs: number }) => void;
}

/** Of a pool's connections, one in so many is shared at most: what needs one to itself must never wait for those. */
const poolShare = 4;

/** More are no use: they wait for the same few cores. */
const connectionsMax = 4;

/** How many a connection may have in flight at most: where the database does not answer, what waits must not grow for ever. */
const inFlightMax = 64;

/**
 * Runs quick statements, several at a time on each of a few connections of a pool whose clients pipeline, each as a
 * transaction of its own: the database answers one after the other, and both sides go to the socket once for several.
 * A third to a half more of them a second.
 *
 * For statements only that never wait for locks and touch few rows: behind a slow one, others would wait.
 */
export class SharedConnections {
  readonly #pool: Pool;
  readonly #sharing: Sharing;
  readonly #connectionsMax: number;
  readonly #open = new Set<Shared>();

  constructor(pool: Pool, sharing: Sharing) {
    this.#pool = pool;
    this.#sharing = sharing;
    this.#connectionsMax = Math.min(connectionsMax, Math.floor(pool.options.max / poolShare));
  }

  /** The rows of a statement; undefined where it has to be run in another way: then nothing has come of it. */
  run<Row>(statement: QuickStatement, values: QueryValues): Promise<Row[] | undefined> | undefined {
    const shared = this.#choose();
    if (shared === undefined) return undefined;
    shared.inFlight += 1;
    return new Promise((resolve, reject) => {
      const send = (client: PoolClient) => {
        if (shared.inFlight === 1) shared.since = performance.now();
        client.query(
          new QuickQuery<Row>(client, statement, values, (error, rows) => {
            this.#leave(shared, rows.length);
            if (error === undefined) resolve(rows);
            else if (isAboutPreparation(error)) resolve(undefined);
            else reject(error);
          }),
        );
      };
      if (shared.client !== undefined) send(shared.client);
      else shared.connected.then(send).catch(reject);
    });
  }

  #choose(): Shared | undefined {
    let best: Shared | undefined;
    for (const one of this.#open) {
      if (best === undefined || one.inFlight < best.inFlight) best = one;
    }
    const enough = best === undefined || best.inFlight >= this.#sharing.inFlightEnough;
    if (enough && this.#open.size < this.#connectionsMax) return this.#connect();
    return best !== undefined && best.inFlight < inFlightMax ? best : undefined;
  }

  #connect(): Shared {
    const shared: Shared = { connected: this.#pool.connect(), client: undefined, inFlight: 0, since: 0 };
    shared.connected.then(
      (client) => {
        shared.client = client;
        shared.since = performance.now();
      },
      () => this.#open.delete(shared),
    );
    this.#open.add(shared);
    return shared;
  }

  /** The last one gives the connection back; the pool finds out itself whether it is still good. */
  #leave(shared: Shared, rowCount: number): void {
    const now = performance.now();
    this.#sharing.onAnswer?.({ rowCount, tookMs: now - shared.since });
    shared.since = now;
    shared.inFlight -= 1;
    if (shared.inFlight > 0) return;
    this.#open.delete(shared);
    shared.client?.release();
  }
}
