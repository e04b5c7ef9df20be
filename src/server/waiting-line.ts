/** What can stand in a line; only the line touches these. */
export interface Standing<T> {
  ahead?: T | undefined;
  behind?: T | undefined;
  inLine?: boolean;
}

/**
 * Things in the order in which they came, that leave from wherever they stand. Not a Set: when one grows it leaves its
 * old table behind with what was in it, which node's collector of young objects then takes for needed, so that each
 * call outlives many collections. Who has left a line is held by nobody.
 */
export class WaitingLine<T extends Standing<T>> {
  #first: T | undefined;
  #last: T | undefined;

  /** Who has stood here longest. */
  get first(): T | undefined {
    return this.#first;
  }

  /** Adds one that stands in no line, as the last. */
  join(one: T): void {
    one.inLine = true;
    one.ahead = this.#last;
    if (this.#last === undefined) this.#first = one;
    else this.#last.behind = one;
    this.#last = one;
  }

  /** Without effect on one that has left already. */
  leave(one: T): void {
    if (one.inLine !== true) return;
    one.inLine = false;
    const { ahead, behind } = one;
    if (ahead === undefined) this.#first = behind;
    else ahead.behind = behind;
    if (behind === undefined) this.#last = ahead;
    else behind.ahead = ahead;
    one.ahead = undefined;
    one.behind = undefined;
  }
}
