import type { Logger } from "pino";
import type { Storage } from "../storage/open-storage.ts";

/** How often the log tells of them, in milliseconds. */
const INTERVAL_MS = 60_000;

/**
 * Logs how often transactions were run again in the last minute, by cause, where any were: what a stricter level of
 * isolation, or a provider that everybody wants, costs. The function that is returned tells the rest and stops.
 */
export function tellRetries(
  { retries }: Pick<Storage, "retries">,
  logger: Pick<Logger, "info">,
  intervalMs = INTERVAL_MS,
): () => void {
  let told = { ...retries };
  const tell = () => {
    const news = {
      serialization: retries.serialization - told.serialization,
      deadlock: retries.deadlock - told.deadlock,
      overtaken: retries.overtaken - told.overtaken,
    };
    told = { ...retries };
    if (Object.values(news).some((count) => count > 0)) logger.info(news, "transactions run again");
  };
  const timer = setInterval(tell, intervalMs);
  return () => {
    clearInterval(timer);
    tell();
  };
}
