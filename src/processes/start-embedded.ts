import { join } from "node:path";
import type { Config } from "../config.ts";
import { startEmbeddedPostgres } from "../storage/embedded-postgres.ts";
import type { Life } from "./life.ts";
import { say } from "./say.ts";

/** Starts the PostgreSQL of one's own for as long as the process lives; returns its URL. */
export async function startEmbedded(config: Pick<Config, "dataDir">, life: Life): Promise<string> {
  const embedded = await startEmbeddedPostgres({ directory: join(config.dataDir, "postgres"), log: say });
  life.closeAtEnd(() => embedded.stop());
  return embedded.socketUrl ?? embedded.url;
}
