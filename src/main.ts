import { join } from "node:path";
import { type Config, ConfigError, parseConfig } from "./config.ts";
import { PolicyError } from "./domain/policy/policy-error.ts";
import { answerClientError, createRestHandler } from "./rest/index.ts";
import { createLogger } from "./server/create-logger.ts";
import { createServer } from "./server/create-server.ts";
import { greeting } from "./server/greeting.ts";
import { Readiness } from "./server/health/readiness.ts";
import { loadPolicy } from "./server/load-policy.ts";
import { createServices } from "./service/create-services.ts";
import { awaitDatabase } from "./storage/await-database.ts";
import { EmbeddedPostgresError, startEmbeddedPostgres } from "./storage/embedded-postgres.ts";
import { openStorage, type Storage } from "./storage/open-storage.ts";
import { bindingViolations } from "./transcoder/index.ts";

/** How often the database is asked whether it is there, in milliseconds. */
const PROBE_MS = 2000;

/** How long statements that nobody waits for may keep the end of the process, in milliseconds. */
const CLOSE_MS = 5000;

/** What was opened and must be closed, the last first. */
const closers: (() => unknown)[] = [];

async function start(config: Config): Promise<void> {
  const policy = loadPolicy(config);
  const log = createLogger(config.logLevel);
  closers.push(log.flush);
  const storage = await openDatabase(config, (message) => log.logger.warn(message));
  const readiness = new Readiness();
  const services = createServices(storage.store, bindingViolations, config);
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
  const { host, port } = await server.listen();
  closers.push(() => server.close(config.shutdownGraceMs));
  readiness.set(true);
  closers.push(watchDatabase(storage, readiness));
  say(greeting({ scheme: config.tlsCertFile === undefined ? "http" : "https", host, port }));
}

async function openDatabase(config: Config, warn: (message: string) => void): Promise<Storage> {
  const storage = await openStorage({
    url: config.databaseUrl ?? (await startEmbedded(config)),
    poolSize: config.databasePoolSize,
    prepare: config.databasePrepare,
    timeoutMs: config.requestTimeoutMs,
    candidateView: {
      providersMax: config.candidateViewProvidersMax,
      idleMs: config.candidateViewIdleSeconds * 1000,
      warn,
    },
  });
  closers.push(() => inTime(storage.close(), "the database keeps its connections busy"));
  await awaitDatabase(storage, { waitMs: config.databaseWaitMs, say });
  const endPruning = storage.keepPruning();
  closers.push(() => inTime(endPruning(), "old notes are still being deleted"));
  return storage;
}

async function startEmbedded(config: Config): Promise<string> {
  const embedded = await startEmbeddedPostgres({ directory: join(config.dataDir, "postgres"), log: say });
  closers.push(() => embedded.stop());
  return embedded.socketUrl ?? embedded.url;
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

async function stop(exitCode: number): Promise<void> {
  for (let close = closers.pop(); close !== undefined; close = closers.pop()) {
    try {
      await close();
    } catch (error) {
      say(`while stopping: ${error instanceof Error ? error.stack : String(error)}`);
      exitCode = 1;
    }
  }
  process.exit(exitCode);
}

/** Waits for something to close, but not for ever: whoever was to hear of its end has gone already. */
async function inTime(closing: Promise<unknown>, why: string): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<"late">();
  const timer = setTimeout(() => resolve("late"), CLOSE_MS);
  if ((await Promise.race([closing, late])) === "late") say(`not waiting any longer: ${why}`);
  clearTimeout(timer);
}

/** Words for people go to standard error, the log goes to standard output. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function explain(error: unknown): string {
  const told = [ConfigError, PolicyError, EmbeddedPostgresError].some((kind) => error instanceof kind);
  if (told) return (error as Error).message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    say(`${signal}: finishing what is in flight`);
    void stop(0);
  });
}
// Nothing that a client sends may lead here; if something does, a fresh process is better than one in a state
// that nobody thought of.
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.once(event, (error: unknown) => {
    say(`${event}: ${explain(error)}`);
    void stop(1);
  });
}

try {
  await start(parseConfig(process.env));
} catch (error) {
  say(`placementd can't start: ${explain(error)}`);
  await stop(1);
}
