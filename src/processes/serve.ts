import type { Config } from "../config.ts";
import { answerClientError, createRestHandler } from "../rest/index.ts";
import { createLogger } from "../server/create-logger.ts";
import { createServer } from "../server/create-server.ts";
import { Readiness } from "../server/health/readiness.ts";
import { loadPolicy } from "../server/load-policy.ts";
import { createServices } from "../service/create-services.ts";
import { LargeAnswers } from "../service/large-answers.ts";
import { awaitDatabase } from "../storage/await-database.ts";
import { openStorage, type Storage } from "../storage/open-storage.ts";
import { bindingViolations } from "../transcoder/index.ts";
import { CLOSE_MS, type Life } from "./life.ts";
import { say } from "./say.ts";
import { startEmbedded } from "./start-embedded.ts";
import { tellRetries } from "./tell-retries.ts";

/** How often the database is asked whether it is there, in milliseconds. */
const PROBE_MS = 2000;

/** Opens the storage and listens. Resolves to where, once it serves. */
export async function serve(config: Config, life: Life): Promise<{ host: string; port: number }> {
  const policy = loadPolicy(config);
  const log = createLogger(config.logLevel, 1, config.workers > 1 ? { pid: process.pid } : null);
  life.closeAtEnd(log.flush);
  const storage = await openDatabase(config, life, (message) => log.logger.warn(message));
  life.closeAtEnd(tellRetries(storage, log.logger));
  const readiness = new Readiness();
  const services = createServices(storage.store, bindingViolations, config, new LargeAnswers(config));
  const server = createServer({
    config,
    services,
    policy,
    restHandler: (parts) =>
      createRestHandler({
        ...parts,
        services: services.map(({ service }) => service),
        front: { mountPrefix: config.mountPrefix, trustedProxies: config.trustedProxies },
        incompleteOwner: { projectId: config.incompleteProjectId, userId: config.incompleteUserId },
      }),
    refuseMalformed: answerClientError,
    readiness,
    logger: log.logger,
  });
  const address = await server.listen();
  life.closeAtEnd(() => server.close(config.shutdownGraceMs));
  readiness.set(true);
  life.closeAtEnd(watchDatabase(storage, readiness));
  return address;
}

async function openDatabase(config: Config, life: Life, warn: (message: string) => void): Promise<Storage> {
  const storage = await openStorage({
    url: config.databaseUrl ?? (await startEmbedded(config, life)),
    poolSize: config.databasePoolSize,
    prepare: config.databasePrepare,
    timeoutMs: config.requestTimeoutMs,
    isolation: config.databaseIsolation,
    candidateView: {
      providersMax: config.candidateViewProvidersMax,
      idleMs: config.candidateViewIdleSeconds * 1000,
      warn,
    },
  });
  life.closeAtEnd(() => inTime(storage.close(), "the database keeps its connections busy"));
  await awaitDatabase(storage, { waitMs: config.databaseWaitMs, say });
  const endPruning = storage.keepPruning();
  life.closeAtEnd(() => inTime(endPruning(), "old notes are still being deleted"));
  return storage;
}

function watchDatabase(storage: Storage, readiness: Readiness): () => void {
  const timer = setInterval(() => {
    storage.ping().then(
      () => readiness.set(true),
      () => readiness.set(false),
    );
  }, PROBE_MS);
  return () => clearInterval(timer);
}

/** Waits for something to close, but not for ever: whoever was to hear of its end has gone already. */
async function inTime(closing: Promise<unknown>, why: string): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<"late">();
  const timer = setTimeout(() => resolve("late"), CLOSE_MS);
  if ((await Promise.race([closing, late])) === "late") say(`not waiting any longer: ${why}`);
  clearTimeout(timer);
}
