import { CandidateSearch } from "./candidate-search.ts";
import type { CompiledRequest } from "./compiled-request.ts";
import type { Forest } from "./forest.ts";

/** Whether there is any candidate in forests that come one after another, looked for with an amount of work for all of them. */
export class CandidateLook {
  #workLeft: number;
  #hasFound = false;

  /** `workMax` is in the steps of a search. */
  constructor(workMax: number) {
    this.#workLeft = workMax;
  }

  get hasFound(): boolean {
    return this.#hasFound;
  }

  /** Whether some forest was not searched to its end, and nothing found elsewhere. */
  get isGivenUp(): boolean {
    return !this.#hasFound && this.#workLeft <= 0;
  }

  /** Goes on in one more forest, unless it is found or given up. */
  async lookAt(
    forest: Forest,
    request: CompiledRequest,
    pause: () => Promise<void> | undefined,
  ): Promise<void> {
    if (this.#hasFound || this.isGivenUp) return;
    const search = new CandidateSearch(forest, request, { workMax: this.#workLeft });
    for (;;) {
      const turn = search.advance();
      this.#workLeft = search.workLeft;
      this.#hasFound = turn.kind === "candidate";
      await pause();
      if (turn.kind !== "paused") return;
    }
  }
}
