import { Migrator } from "@mikro-orm/migrations";
import { defineConfig, type EntityManager, MikroORM } from "@mikro-orm/postgresql";
import type { ClientBase, Pool } from "pg";
import type { Store, Transaction } from "../domain/store.ts";
import { createAggregateWrites } from "./aggregate-writes.ts";
import { createAllocationWrites } from "./allocation-writes.ts";
import { createClassWrites } from "./class-writes.ts";
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
import { createProviderWrites } from "./provider-writes.ts";
import { createReads } from "./reads.ts";
import { reclaimLost } from "./reclaim-lost.ts";
import { replaceInventories } from "./replace-inventories.ts";
import { createReshapeWrites } from "./reshape-writes.ts";
import { noRetries, type RetryCounts, retryWhole } from "./retry.ts";
import { inTransaction, onPool, type RunStatement } from "./statement.ts";
import { createTraitWrites } from "./trait-writes.ts";

/** Which database to use, and how. */
export interface StorageOptions {
  /** A PostgreSQL connection URL. */
  readonly url: string;
  /** How many connections are kept at most. */
  readonly poolSize: number;
  /** How long a statement, and the wait for a connection, may take. Milliseconds. */
  readonly timeoutMs: number;
  /** At which level transactions run. Default `read committed`. */
  readonly isolation?: Isolation;
}

/** What transactions see of each other. */
export type Isolation = "read committed" | "serializable";

/** An open database. */
export interface Storage {
  readonly store: Store;
  /** How often transactions were run again since the storage was opened. */
  readonly retries: Readonly<RetryCounts>;
  /** The entity managers and connections behind the store, for tests and tools of the storage itself. */
  readonly orm: MikroORM;
  /** Brings the schema up to date and seeds what every server has. Several servers may do so at once. */
  migrate(): Promise<void>;
  /** Answers when the database does; rejects when it doesn't. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a database. Nothing is sent to it before it is used. */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const orm = await MikroORM.init(ormOptions(options));
  const pool = (await orm.em.getDriver().getConnection().getNativeClient()) as Pool;
  const retries = noRetries();
  return {
    orm,
    retries,
    store: createStore(orm.em, onPool(pool), retries),
    migrate: () => migrate(orm),
    async ping() {
      await pool.query("select 1");
    },
    close: () => orm.close(true),
  };
}

/**
 * Sets a connection's level, whatever the database's default is. At `read committed` transactions see what was
 * committed while they waited for a lock, and all of ours lock what they decide on: at the stricter level, a wait for
 * a busy provider mostly ends in a failure and another try.
 */
function isolate(isolation: Isolation): (client: ClientBase) => Promise<void> {
  const statement = `set session characteristics as transaction isolation level ${isolation}`;
  return async (client) => {
    await client.query(statement);
  };
}

function ormOptions(options: StorageOptions) {
  return defineConfig({
    clientUrl: options.url,
    entities: [ResourceProvider, Inventory, ResourceClass, Consumer, Allocation],
    extensions: [Migrator],
    migrations: { migrationsList: migrations, snapshot: false, tableName: "placementd_migrations" },
    // With batching, MikroORM checks the versions of several entities by a plain SELECT and then updates them by
    // id alone: two writers who check at the same time both succeed, and one of their writes is lost.
    useBatchUpdates: false,
    pool: { min: 0, max: options.poolSize },
    driverOptions: {
      application_name: "placementd",
      connectionTimeoutMillis: options.timeoutMs,
      statement_timeout: options.timeoutMs,
      idle_in_transaction_session_timeout: options.timeoutMs * 2,
      keepAlive: true,
      onConnect: isolate(options.isolation ?? "read committed"),
      onPoolCreated: reclaimLost,
    },
    // Whether the database is there is found out by whoever waits for it.
    ensureDatabase: false,
    debug: false,
    logger: () => {},
  });
}

/** The store on an entity manager's database. */
export function createStore(em: EntityManager, run: RunStatement, retries: RetryCounts): Store {
  const again = <T>(work: () => Promise<T>) => retryWhole(work, retries);
  const alone: RunStatement = (statement, values) => again(() => run(statement, values));
  return {
    ...createReads(alone),
    replaceInventories: (request) => again(() => replaceInventories(run, request)),
    transaction: (work) =>
      again(() => em.fork().transactional((inner) => work(createTransaction(inner as EntityManager)))),
  };
}

function createTransaction(em: EntityManager): Transaction {
  const run = inTransaction(em);
  return {
    ...createReads(run),
    ...createProviderWrites(em, run),
    ...createPlaceWrites(run),
    ...createInventoryWrites(em),
    ...createReshapeWrites(run),
    ...createClassWrites(run),
    ...createTraitWrites(run),
    ...createAggregateWrites(run),
    ...createConsumerLocks(run),
    ...createProviderLocks(run),
    ...createAllocationWrites(run),
  };
}
