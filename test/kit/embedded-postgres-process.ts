/**
 * A process that uses the embedded PostgreSQL in the folder it is given, as
 * placementd would: tells on its output where, stops on SIGTERM. To be killed.
 */
import { startEmbeddedPostgres } from "../../src/storage/embedded-postgres.ts";

const directory = process.argv[2] ?? "";
const { url, pid, reused, stop } = await startEmbeddedPostgres({ directory, log: () => undefined });
process.stdout.write(`${JSON.stringify({ url, pid, reused })}\n`);
process.once("SIGTERM", () => void stop());
