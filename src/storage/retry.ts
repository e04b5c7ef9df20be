import { setTimeout as sleep } from "node:timers/promises";
import { PlacementError } from "../domain/errors.ts";
import { codeOf, metOthers, translate } from "./driver-errors.ts";

/** How often a transaction is tried before it is given up: some three seconds of pauses. */
export const TRIES_MAX = 30;

/** The longest pause before the second try, in milliseconds; it doubles with each further one. */
const PAUSE_MS_FIRST = 4;

/**
 * The longest pause before any try, in milliseconds: a few times what a transaction takes when many want the same
 * provider. At the level `serializable`, whoever waited for it mostly has to try again.
 */
const PAUSE_MS_MAX = 250;

/** Why transactions were run again, and how often. */
export interface RetryCounts {
  /** Serialization failures (40001). */
  serialization: number;
  /** Deadlocks (40P01). */
  deadlock: number;
  /** Rows that were changed or made between the transaction's own statements. */
  overtaken: number;
}

/** No retries yet. */
export function noRetries(): RetryCounts {
  return { serialization: 0, deadlock: 0, overtaken: 0 };
}

/**
 * Runs a whole transaction, again and again while it only met others, with growing random pauses so that those
 * who met once don't meet again; each time is counted. Driver errors come out translated.
 * Refuses with CONCURRENT_UPDATE after `TRIES_MAX` tries.
 */
export async function retryWhole<T>(run: () => Promise<T>, counts: RetryCounts): Promise<T> {
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
      counts[causeOf(error)] += 1;
      await sleep(Math.random() * Math.min(PAUSE_MS_FIRST * 2 ** (tries - 1), PAUSE_MS_MAX));
    }
  }
}

const causes: Readonly<Record<string, keyof RetryCounts>> = { "40001": "serialization", "40P01": "deadlock" };

function causeOf(error: unknown): keyof RetryCounts {
  return causes[codeOf(error)] ?? "overtaken";
}
