import { type ContextKey, createContextKey, type HandlerContext } from "@connectrpc/connect";
import { PlacementError } from "../domain/errors.ts";

/** The way on which a call's answer leaves. */
export interface AnswerWay {
  /** Calls `listener` when the answer is out or nobody takes it any more; at once where that is so already. */
  onceClosed(listener: () => void): void;
  /** Gives up on a client that does not take its answer. */
  cut(): void;
}

/** Where the server leaves the way of a call's answer. By default it is closed: then an answer is out when it is made. */
export const answerWayKey: ContextKey<AnswerWay> = createContextKey<AnswerWay>(
  { onceClosed: (listener) => listener(), cut() {} },
  { description: "way of the answer" },
);

/**
 * Waits for an answer's turn; undefined where it has it already. `begun` says that some of the answer is in memory.
 * Refuses with UNAVAILABLE who would wait too long.
 */
export type TakeTurn = (state?: { readonly begun: boolean }) => Promise<void> | undefined;

/** How many that are begun may wait for each that is in work: they are not large yet, but not nothing either. */
const BEGUN_PER_PLACE = 64;

/** How often it is seen to who takes long, in milliseconds. */
const CHECK_MS = 1000;

/**
 * Lets a few large answers at a time be in work, from before most of what they take is in memory until their bytes are
 * out: all else that is in memory for requests is bounded by what they send, and this by nothing but how many there
 * are. Who comes first is first; who leaves while waiting leaves the line.
 */
export class LargeAnswers {
  readonly #atOnce: number;
  readonly #waitMs: number;
  readonly #fetchMs: number;
  readonly #waiting = new Set<() => void>();
  #inWork = 0;
  #begunWaiting = 0;

  /**
   * `requestTimeoutMs` is how long a call may take. One waits at most half of it, so that there is time left for its
   * answer. While others wait, an answer may take as long as that to be fetched.
   */
  constructor(config: { readonly largeAnswersMax: number; readonly requestTimeoutMs: number }) {
    this.#atOnce = config.largeAnswersMax;
    this.#waitMs = config.requestTimeoutMs / 2;
    this.#fetchMs = config.requestTimeoutMs;
  }

  /** How many are in work just now. */
  get inWork(): number {
    return this.#inWork;
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Makes an answer that takes a turn once it turns out to be large. The turn ends when both it and its way have. */
  async make<T>(
    context: Pick<HandlerContext, "signal" | "values">,
    make: (takeTurn: TakeTurn) => Promise<T>,
  ): Promise<T> {
    let hasTurn = false;
    const takeTurn = async (begun: boolean) => {
      // Only now: calls that never look at their signal don't pay for it.
      await this.#take(context.signal, begun);
      hasTurn = true;
    };
    try {
      return await make(({ begun } = { begun: false }) => (hasTurn ? undefined : takeTurn(begun)));
    } finally {
      if (hasTurn) this.#endWith(context.values.get(answerWayKey));
    }
  }

  async #take(signal: AbortSignal, begun: boolean): Promise<void> {
    signal.throwIfAborted();
    if (this.#inWork < this.#atOnce) this.#inWork += 1;
    else if (!begun) await this.#wait(signal);
    else {
      if (this.#begunWaiting >= BEGUN_PER_PLACE * this.#atOnce) throw busy();
      this.#begunWaiting += 1;
      await this.#wait(signal).finally(() => {
        this.#begunWaiting -= 1;
      });
    }
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (settle: () => void) => {
        this.#waiting.delete(come);
        clearTimeout(timer);
        signal.removeEventListener("abort", abort);
        settle();
      };
      const come = () => leave(resolve);
      const abort = () => leave(() => reject(signal.reason));
      const timer = setTimeout(() => leave(() => reject(busy())), this.#waitMs);
      this.#waiting.add(come);
      signal.addEventListener("abort", abort);
    });
  }

  #endWith(way: AnswerWay): void {
    const endMs = performance.now() + this.#fetchMs;
    const timer = setInterval(
      () => {
        if (this.#waiting.size > 0 && performance.now() >= endMs) way.cut();
      },
      Math.min(CHECK_MS, this.#fetchMs),
    );
    way.onceClosed(() => {
      clearInterval(timer);
      this.#pass();
    });
  }

  /** Gives a turn that has ended to who has waited longest. */
  #pass(): void {
    const [next] = this.#waiting;
    if (next === undefined) this.#inWork -= 1;
    else next();
  }
}

function busy(): PlacementError {
  return new PlacementError(
    "UNAVAILABLE",
    { busy_with: "large answers" },
    { message: "the server is busy with other large answers" },
  );
}
