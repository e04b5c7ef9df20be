import { PlacementError } from "../domain/errors.ts";
import type { BodyHold } from "../transcoder/index.ts";

/** Bodies up to so many bytes may use the part that larger ones leave free. */
const smallBytes = 65_536;

/** How much of the whole larger bodies may use: so few of them must not shut out everybody else. */
const largeShare = 0.75;

/**
 * Bounds the bytes of all request bodies that are in memory together, from their arrival until their answers are
 * out. A limit for each alone does not: there may be thousands at once, and they may take their time.
 */
export class BodyBudget {
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** How much is held just now, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What is held for one request, which is nothing at first. */
  hold(): BodyHold {
    return new Hold(this);
  }

  /** Adds bytes to the `held` ones of a request; false, and nothing is added, where there is no room for them. */
  add(bytes: number, held: number): boolean {
    const room = held + bytes <= smallBytes ? this.#bytesMax : this.#bytesMax * largeShare;
    if (this.#bytes + bytes > room) return false;
    this.#bytes += bytes;
    return true;
  }

  remove(bytes: number): void {
    this.#bytes -= bytes;
  }
}

class Hold implements BodyHold {
  readonly #budget: BodyBudget;
  #bytes = 0;
  #isReleased = false;

  constructor(budget: BodyBudget) {
    this.#budget = budget;
  }

  take(bytes: number): boolean {
    // Nobody would give back what a request takes after its end.
    if (this.#isReleased || !this.#budget.add(bytes, this.#bytes)) return false;
    this.#bytes += bytes;
    return true;
  }

  release(): void {
    this.#budget.remove(this.#bytes);
    this.#bytes = 0;
    this.#isReleased = true;
  }
}

/** The refusal of a request for which there was no room. The same request may be sent again a little later. */
export function noRoom(): PlacementError {
  return new PlacementError(
    "UNAVAILABLE",
    {},
    { message: "the server is busy with too many large requests" },
  );
}
