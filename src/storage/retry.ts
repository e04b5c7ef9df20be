import { setTimeout as sleep } from "node:timers/promises";
import { PlacementError } from "../domain/errors.ts";
import { metOthers, translate } from "./driver-errors.ts";

/** How often a transaction is tried before it is given up. */
export const TRIES_MAX = 10;

/** The longest pause before the second try, in milliseconds; it doubles with each further one. */
const PAUSE_MS_FIRST = 2;

/**
 * Runs a whole transaction, again and again while it only met others, with growing random pauses so that those
 * who met once don't meet again. Driver errors come out translated.
 * Refuses with CONCURRENT_UPDATE after `TRIES_MAX` tries.
 */
export async function retryWhole<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await run();
    } catch (error) {
      if (!metOthers(error)) {
        throw translate(error);
      }
      if (tries === TRIES_MAX) {
        throw new PlacementError("CONCURRENT_UPDATE", { tries }, { cause: error });
      }
      await sleep(Math.random() * PAUSE_MS_FIRST * 2 ** tries);
    }
  }
}
