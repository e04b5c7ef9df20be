import type { Config } from "../config.ts";
import { createLogger } from "../server/create-logger.ts";
import { CLOSE_MS, type Life } from "./life.ts";
import { printAddress, settlePort } from "./settle-port.ts";
import { startEmbedded } from "./start-embedded.ts";
import { WorkerPlace } from "./worker-place.ts";

/**
 * Serves by several processes behind one port, of which this one only watches over the others and holds what there
 * is once: the port, the embedded PostgreSQL, the log. Resolves to where they serve, once all of them do.
 *
 * The first worker starts alone: it migrates, and the others find that done. Rejects with the reason of the first
 * that can't start; later on, each that ends is replaced.
 */
export async function watchWorkers(config: Config, life: Life): Promise<{ host: string; port: number }> {
  const log = createLogger(config.logLevel);
  life.closeAtEnd(log.flush);
  const listen = await settlePort(config.listen);
  const databaseUrl = config.databaseUrl ?? (await startEmbedded(config, life));
  const places = Array.from(
    { length: config.workers },
    (_, at) =>
      new WorkerPlace({
        number: at + 1,
        logger: log.logger,
        env: { DATABASE_URL: databaseUrl, PLACEMENTD_LISTEN: printAddress(listen) },
        log: log.write,
        say: (lines) => process.stderr.write(lines),
      }),
  );
  life.closeAtEnd(() => stopAll(places, config.shutdownGraceMs + 2 * CLOSE_MS));
  const [first, ...others] = places;
  const address = await first!.start();
  await Promise.all(others.map((place) => place.start()));
  return address;
}

async function stopAll(places: readonly WorkerPlace[], graceMs: number): Promise<void> {
  const ends = await Promise.all(places.map((place) => place.stop(graceMs)));
  // One that could not start was heard of, and one that was asked to end and did is as it should be.
  const odd = ends.find((end) => end !== undefined && end.code === null);
  if (odd !== undefined) throw new Error(`a worker did not end by itself: ${odd.reason}`);
}
