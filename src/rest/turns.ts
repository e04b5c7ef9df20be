import { isGone } from "../transcoder/index.ts";
import type { RestResponse } from "./exchange.ts";

/**
 * How many answers that may be very large are in work at once. A list of a hundred thousand providers takes some 200 MB
 * until it is out, and clients can ask for any number of them.
 */
const PLACES = 4;

/** How long an answer waits for its turn, in milliseconds. */
const WAIT_MS = 30_000;

/** What waiting for a turn came to: it has come, did not come in time, or nobody waits for the answer any more. */
export type Turn = "come" | "late" | "gone";

/** Has answers that may be very large wait for each other, from before anything is read until they are out. */
export class Turns {
  readonly #waiting = new Set<() => void>();
  readonly #waitMs: number;
  #free: number;

  /** How many have their turn at once, and how long one waits at most, in milliseconds. */
  constructor({ places = PLACES, waitMs = WAIT_MS } = {}) {
    this.#free = places;
    this.#waitMs = waitMs;
  }

  /** Waits for a turn, which ends with the response. */
  async take(response: RestResponse): Promise<Turn> {
    if (this.#free > 0) this.#free--;
    else {
      const turn = await this.#wait(response);
      if (turn !== "come") return turn;
    }
    if (isGone(response)) {
      this.#pass();
      return "gone";
    }
    once(response, "close", () => this.#pass());
    return "come";
  }

  #wait(response: RestResponse): Promise<Turn> {
    return new Promise((resolve) => {
      const leave = (turn: Turn) => {
        this.#waiting.delete(call);
        clearTimeout(timer);
        resolve(turn);
      };
      const call = () => leave("come");
      const timer = setTimeout(() => leave("late"), this.#waitMs);
      this.#waiting.add(call);
      once(response, "close", () => leave("gone"));
    });
  }

  /** Gives a turn that has ended to who has waited longest. */
  #pass(): void {
    const [next] = this.#waiting;
    if (next === undefined) this.#free++;
    else next();
  }
}

/** Both kinds of response tell of this; their union's overloads don't say so. */
function once(response: RestResponse, event: "close", listener: () => void): void {
  (response as NodeJS.EventEmitter).once(event, listener);
}
