import { setTimeout as sleep } from "node:timers/promises";
import { PlacementError } from "../domain/errors.ts";
import { translate } from "./driver-errors.ts";
import type { Storage } from "./open-storage.ts";

/** How long between two tries, in milliseconds. */
const PAUSE_MS = 500;

/**
 * Migrates a database as soon as it can be reached, and says while it can't. Rejects when it still can't after
 * `waitMs`, and at once for errors that waiting does not mend: bad credentials, a database that does not exist.
 */
export async function awaitDatabase(
  storage: Pick<Storage, "migrate">,
  options: { readonly waitMs: number; readonly say: (line: string) => void },
): Promise<void> {
  const until = performance.now() + options.waitMs;
  for (let said = false; ; said = true) {
    try {
      return await storage.migrate();
    } catch (error) {
      if (!isUnreachable(error) || performance.now() >= until) {
        throw error;
      }
      if (!said) {
        options.say(`waiting for the database: ${(error as Error).message || "it can't be reached"}`);
      }
      await sleep(PAUSE_MS);
    }
  }
}

function isUnreachable(error: unknown): boolean {
  const translated = translate(error);
  return translated instanceof PlacementError && translated.reason === "UNAVAILABLE";
}
