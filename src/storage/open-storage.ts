import { Migrator } from "@mikro-orm/migrations";
import { defineConfig, type EntityManager, MikroORM } from "@mikro-orm/postgresql";
import type { ClientBase, Pool } from "pg";
import type { Store, Transaction } from "../domain/store.ts";
import { createAggregateWrites } from "./aggregate-writes.ts";
import { createAllocationWrites } from "./allocation-writes.ts";
import { type CandidateViewOptions, CandidateViews } from "./candidate-views.ts";
import { createClassWrites } from "./class-writes.ts";
import { endSilent } from "./end-silent.ts";
import { Allocation } from "./entities/allocation.ts";
import { Consumer } from "./entities/consumer.ts";
import { Inventory } from "./entities/inventory.ts";
import { ResourceClass } from "./entities/resource-class.ts";
import { ResourceProvider } from "./entities/resource-provider.ts";
import { createInventoryWrites } from "./inventory-writes.ts";
import { createConsumerLocks } from "./lock-consumers.ts";
import { createPlaceWrites } from "./lock-place.ts";
import { createProviderLocks } from "./lock-providers.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import { ChangedTrees } from "./note-changes.ts";
import { createProviderWrites } from "./provider-writes.ts";
import { keepPruning } from "./prune-notes.ts";
import { createReads } from "./reads.ts";
import { reclaimLost } from "./reclaim-lost.ts";
import { createReshapeWrites } from "./reshape-writes.ts";
import { noRetries, type RetryCounts, retryWhole } from "./retry.ts";
import { inTransaction, onPool, type RunStatement, unprepared } from "./statement.ts";
import { createTraitWrites } from "./trait-writes.ts";
import { tryClaim } from "./try-claim.ts";
import { tryReplaceInventories } from "./try-replace-inventories.ts";
import { viewSources } from "./view-source.ts";

/** Which database to use, and how. */
export interface StorageOptions {
  /** A PostgreSQL connection URL. */
  readonly url: string;
  /** How many connections are kept at most. */
  readonly poolSize: number;
  /**
   * Whether connections may be left with anything of ours, such as prepared statements: some poolers before a database
   * give a connection to another client after each transaction. Default true.
   */
  readonly prepare?: boolean;
  /** How long a statement, and the wait for a connection, may take. Milliseconds. */
  readonly timeoutMs: number;
  /** At which level transactions run. Default `read committed`. */
  readonly isolation?: Isolation;
  /** How much is remembered for candidate searches; nothing where absent. */
  readonly candidateView?: CandidateViewOptions | undefined;
}

/** What transactions see of each other. */
export type Isolation = "read committed" | "serializable";

/**
 * How long a connection that nobody uses is kept, in milliseconds. To open one costs several writes, and its first
 * statements are planned anew: who comes after a pause of seconds should not wait for that.
 */
const IDLE_CONNECTION_MS = 600_000;

const DEFAULT_ISOLATION: Isolation = "read committed";

/** An open database. */
export interface Storage {
  readonly store: Store;
  /** How often transactions were run again since the storage was opened. */
  readonly retries: Readonly<RetryCounts>;
  /** The entity managers and connections behind the store, for tests and tools of the storage itself. */
  readonly orm: MikroORM;
  /** Brings the schema up to date and seeds what every server has. Several servers may do so at once. */
  migrate(): Promise<void>;
  /** Begins to delete old notes of changes now and then; the result ends it. */
  keepPruning(): () => Promise<void>;
  /** Answers when the database does; rejects when it doesn't. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a database. Nothing is sent to it before it is used. */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const orm = await MikroORM.init(ormOptions(options));
  const pool = (await orm.em.getDriver().getConnection().getNativeClient()) as Pool;
  const run = options.prepare === false ? unprepared(pool) : onPool(pool);
  const retries = noRetries();
  const again: Again = (work) => retryWhole(work, retries);
  const views = options.candidateView && new CandidateViews(alone(run, again), options.candidateView);
  const { isolation = DEFAULT_ISOLATION } = options;
  return {
    orm,
    retries,
    store: createStore(orm.em, run, { again, isolation, views }),
    migrate: () => migrate(orm, again),
    keepPruning: () => keepPruning(alone(run, again)),
    async ping() {
      await pool.query("select 1");
    },
    close() {
      views?.close();
      return orm.close(true);
    },
  };
}

/**
 * Sets the level of statements that are transactions of their own, whatever the database's default is; the others ask
 * for it as they begin. At `read committed` they see what was committed while they waited for a lock, and all of ours
 * lock what they decide on: at the stricter level, a wait for a busy provider mostly ends in a failure and another try.
 */
function isolate(isolation: Isolation, timeoutMs: number): (client: ClientBase) => Promise<void> {
  const text = `set session characteristics as transaction isolation level ${isolation}`;
  // The pool does not know the connection yet, and nobody else looks after it.
  const statement = { text, query_timeout: timeoutMs };
  return async (client) => {
    await client.query(statement);
  };
}

/** What sessions of our own begin with. Poolers refuse it, or give it to whoever has the connection next. */
function ofSession({ timeoutMs, isolation = DEFAULT_ISOLATION }: StorageOptions) {
  return {
    statement_timeout: timeoutMs,
    idle_in_transaction_session_timeout: timeoutMs * 2,
    pipeline: true,
    onConnect: isolate(isolation, timeoutMs),
  };
}

function ormOptions(options: StorageOptions) {
  const { timeoutMs, prepare = true } = options;
  return defineConfig({
    clientUrl: options.url,
    entities: [ResourceProvider, Inventory, ResourceClass, Consumer, Allocation],
    extensions: [Migrator],
    migrations: { migrationsList: migrations, snapshot: false, tableName: "placementd_migrations" },
    // With batching, MikroORM checks the versions of several entities by a plain SELECT and then updates them by
    // id alone: two writers who check at the same time both succeed, and one of their writes is lost.
    useBatchUpdates: false,
    pool: { min: 0, max: options.poolSize, idleTimeoutMillis: IDLE_CONNECTION_MS },
    driverOptions: {
      application_name: "placementd",
      connectionTimeoutMillis: timeoutMs,
      keepAlive: true,
      ...(prepare ? ofSession(options) : {}),
      onPoolCreated: (pool: Pool) => {
        reclaimLost(pool);
        endSilent(pool, timeoutMs);
      },
    },
    // Whether the database is there is found out by whoever waits for it.
    ensureDatabase: false,
    debug: false,
    logger: () => {},
  });
}

/** Runs a whole transaction, and again while it only met others. */
type Again = <T>(work: () => Promise<T>) => Promise<T>;

/** Runs each statement again while it only met others. */
function alone(run: RunStatement, again: Again): RunStatement {
  return (statement, values) => again(() => run(statement, values));
}

/** How a store's transactions run, and what its candidate searches look at where they can. */
interface StoreParts {
  readonly again: Again;
  readonly isolation: Isolation;
  readonly views: CandidateViews | undefined;
}

function createStore(em: EntityManager, run: RunStatement, { again, isolation, views }: StoreParts): Store {
  const runAlone = alone(run, again);
  return {
    ...createReads(runAlone),
    ...(views && { openCandidateSource: viewSources(views, runAlone) }),
    tryReplaceInventories: (request) => again(() => tryReplaceInventories(run, request)),
    tryClaim: (consumers) => again(() => tryClaim(run, consumers)),
    transaction: (work) =>
      again(() =>
        em.fork().transactional((inner) => inNotes(inner as EntityManager, work), {
          isolationLevel: isolation,
        }),
      ),
  };
}

/** Does a transaction's work and then notes what it changed. */
async function inNotes<T>(em: EntityManager, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  const run = inTransaction(em);
  const changed = new ChangedTrees();
  const result = await work(createTransaction(em, run, changed));
  await changed.note(run);
  return result;
}

function createTransaction(em: EntityManager, run: RunStatement, changed: ChangedTrees): Transaction {
  return {
    ...createReads(run),
    ...createProviderWrites(em, run, changed),
    ...createPlaceWrites(run, changed),
    ...createInventoryWrites(em, changed),
    ...createReshapeWrites(run, changed),
    ...createClassWrites(run, changed),
    ...createTraitWrites(run, changed),
    ...createAggregateWrites(run, changed),
    ...createConsumerLocks(run),
    ...createProviderLocks(run),
    ...createAllocationWrites(run, changed),
  };
}
