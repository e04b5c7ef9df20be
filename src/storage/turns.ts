/** Lets a few at a time do something, whoever came first first. */
export class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  /** `atOnce`: how many may have their turn at the same time. */
  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /**
   * Waits for a turn; what it resolves to ends it, and does nothing when called again. Who goes on with what an earlier
   * turn began comes before all who have not begun.
   */
  async take({ goesOn = false } = {}): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting[goesOn ? "unshift" : "push"](resolve));
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    };
  }
}
