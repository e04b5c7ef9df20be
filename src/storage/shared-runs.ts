/**
 * Shares runs of some work among all who wait for one. Whoever asks gets a run that begins after that, at once or
 * when the one that is under way has ended; it serves all who have asked by then. There is one run at a time.
 */
export class SharedRuns<T> {
  readonly #run: () => Promise<T>;
  #underWay: Promise<unknown> | undefined;
  #next: Promise<T> | undefined;

  constructor(run: () => Promise<T>) {
    this.#run = run;
  }

  /** What comes of a run that has not begun yet. */
  next(): Promise<T> {
    if (this.#underWay === undefined) return this.#begin();
    this.#next ??= this.#underWay.then(() => {
      this.#next = undefined;
      return this.#begin();
    });
    return this.#next;
  }

  #begin(): Promise<T> {
    const run = this.#run();
    const ended = () => {
      // Those who wait for the next run have it begin before anybody else can.
      if (this.#underWay === underWay && this.#next === undefined) this.#underWay = undefined;
    };
    const underWay = run.then(ended, ended);
    this.#underWay = underWay;
    return run;
  }
}
