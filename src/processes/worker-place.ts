import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { forkWorker, type RunningWorker, type WorkerEnd, type WorkerOptions } from "./fork-worker.ts";

/** The pause before a worker is replaced, in milliseconds; it doubles with each that does not live long. */
const PAUSE_MS_MIN = 100;
const PAUSE_MS_MAX = 30_000;

/** A worker that lived for so long, in milliseconds, did not end for a reason that its successor meets at once. */
const LONG_LIFE_MS = 60_000;

/** What a place needs. */
export interface PlaceOptions extends WorkerOptions {
  /** For the log: which of the workers it is. */
  readonly number: number;
  readonly logger: Logger;
}

/** The place of one worker, in which a worker that ends is followed by another. */
export class WorkerPlace {
  readonly #options: PlaceOptions;
  readonly #stopping = new AbortController();
  #worker: RunningWorker | undefined;

  constructor(options: PlaceOptions) {
    this.#options = options;
  }

  /** Starts the first worker. Rejects with the reason where it can't serve; then there is no other. */
  async start(): Promise<{ readonly host: string; readonly port: number }> {
    const worker = forkWorker(this.#options);
    this.#worker = worker;
    const address = await worker.serving;
    void this.#keep(worker);
    return address;
  }

  /** Ends the worker, and that another follows. Resolves to how it ended, if there was one. */
  async stop(graceMs: number): Promise<WorkerEnd | undefined> {
    this.#stopping.abort();
    this.#worker?.stop(graceMs);
    return this.#worker?.ended;
  }

  async #keep(first: RunningWorker): Promise<void> {
    const { signal } = this.#stopping;
    let pauseMs = PAUSE_MS_MIN;
    for (let worker = first; ; worker = forkWorker(this.#options)) {
      this.#worker = worker;
      const end = await worker.ended;
      if (signal.aborted) return;
      pauseMs = end.livedMs > LONG_LIFE_MS ? PAUSE_MS_MIN : pauseMs;
      const { number, logger } = this.#options;
      logger.warn(
        { worker: number, pid: worker.pid, reason: end.reason, againInMs: pauseMs },
        "a worker ended",
      );
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      pauseMs = Math.min(2 * pauseMs, PAUSE_MS_MAX);
    }
  }
}
