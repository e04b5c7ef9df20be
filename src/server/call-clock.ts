import { constants, type ServerHttp2Stream } from "node:http2";
import { type Standing, WaitingLine } from "./waiting-line.ts";

/** Something that must not go on for ever. */
export interface Timed extends Standing<Timed> {
  /** When it began, in milliseconds of `performance.now()`. */
  readonly begun: number;
  /** Told again and again once it is older than the limit. */
  overdue(ageMs: number): void;
}

/**
 * Finds calls that have gone on for too long: by one timer for all of them, since a timer for each costs more than
 * the rest of what keeps them.
 */
export class CallClock {
  readonly #calls = new WaitingLine<Timed>();
  readonly #limitMs: number;
  readonly #timer: NodeJS.Timeout;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
    this.#timer = setInterval(() => this.#sweep(), Math.min(1000, Math.max(10, limitMs / 4)));
    this.#timer.unref();
  }

  add(call: Timed): void {
    this.#calls.join(call);
  }

  delete(call: Timed): void {
    this.#calls.leave(call);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #sweep(): void {
    const now = performance.now();
    // They stand in the order in which they began.
    for (let call = this.#calls.first; call !== undefined && now - call.begun >= this.#limitMs; ) {
      const { behind } = call;
      call.overdue(now - call.begun);
      call = behind;
    }
  }
}

/**
 * Bounds what an ordinary request on an HTTP/2 stream may take: the limit for its body to arrive, and thrice the
 * limit for everything, which only a client that does not read its answer can use up.
 */
export function boundStream(stream: ServerHttp2Stream, clock: CallClock, limitMs: number): void {
  const call: Timed = {
    begun: performance.now(),
    overdue(ageMs) {
      if (!stream.readableEnded || ageMs > 3 * limitMs) stream.close(constants.NGHTTP2_CANCEL);
    },
  };
  clock.add(call);
  stream.on("close", () => clock.delete(call));
}
