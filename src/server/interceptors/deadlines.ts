import { type Standing, WaitingLine } from "../waiting-line.ts";

/** Rings once, unless it is stopped before. */
export interface Alarm {
  stop(): void;
}

/**
 * The deadlines of calls. Nearly all calls have the same time, so that they reach its end in the order in which they
 * began: those share one timer, which costs each of them next to nothing.
 */
export class Deadlines {
  readonly #limitMs: number;
  readonly #line = new WaitingLine<AlarmInLine>();
  #isWaiting = false;

  /** `limitMs` is the longest that any call may take. */
  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** Has `ring` called after `allowedMs`, or after the limit where that is less or nothing was said. */
  start(allowedMs: number | undefined, ring: () => void): Alarm {
    if (allowedMs !== undefined && allowedMs < this.#limitMs) return new OwnAlarm(allowedMs, ring);
    const alarm = new AlarmInLine(this.#line, performance.now() + this.#limitMs, ring);
    if (!this.#isWaiting) this.#wait(this.#limitMs);
    return alarm;
  }

  /** Nobody waits for the timer itself: it may outlast the calls by as much as they had. */
  #wait(ms: number): void {
    this.#isWaiting = true;
    setTimeout(() => this.#ringDue(), ms).unref();
  }

  #ringDue(): void {
    const now = performance.now();
    try {
      for (
        let first = this.#line.first;
        first !== undefined && first.dueMs <= now;
        first = this.#line.first
      ) {
        first.stop();
        first.ring();
      }
    } finally {
      const next = this.#line.first;
      if (next === undefined) this.#isWaiting = false;
      else this.#wait(Math.ceil(next.dueMs - now));
    }
  }
}

class AlarmInLine implements Alarm, Standing<AlarmInLine> {
  ahead: AlarmInLine | undefined;
  behind: AlarmInLine | undefined;
  inLine = false;
  readonly dueMs: number;
  readonly ring: () => void;
  readonly #line: WaitingLine<AlarmInLine>;

  constructor(line: WaitingLine<AlarmInLine>, dueMs: number, ring: () => void) {
    this.dueMs = dueMs;
    this.ring = ring;
    this.#line = line;
    line.join(this);
  }

  stop(): void {
    this.#line.leave(this);
  }
}

class OwnAlarm implements Alarm {
  readonly #timer: NodeJS.Timeout;

  constructor(ms: number, ring: () => void) {
    this.#timer = setTimeout(ring, ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
