import type { EntityManager } from "@mikro-orm/postgresql";
import { CompiledQuery } from "kysely";
import type { Pool } from "pg";
import type { QueryValues } from "./quick-query.ts";
import { QuickWrites } from "./quick-writes.ts";
import { runAlone } from "./run-alone.ts";
import { SharedConnections } from "./shared-connections.ts";
import { valueText } from "./value-text.ts";

/**
 * One SQL statement. A name of its own makes it a prepared statement on connections that keep those, so that
 * PostgreSQL parses and plans it once; those that clients can make any number of, by what they ask for, have none.
 */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  /**
   * Marks a statement on a few rows by an index that waits for no lock which others may hold for long: a read, or a
   * write that changes something wherever it returns rows.
   */
  readonly quick?: "read" | "write";
}

/** A statement that connections keep. */
export type NamedStatement = Statement & { readonly name: string };

/** A statement that may share a connection with others of its kind: none of them holds the others up. */
export type QuickStatement = NamedStatement & { readonly quick: "read" | "write" };

/** Runs a statement with its values ($1, $2, …) and returns the rows. */
export type RunStatement = <Row>(statement: Statement, values: readonly unknown[]) => Promise<Row[]>;

/** How many reads a connection has in flight before another one is opened. */
const READS_IN_FLIGHT_ENOUGH = 4;

/** Runs each statement as a transaction of its own, prepared, on a pool whose clients pipeline. */
export function onPool(pool: Pool): RunStatement {
  const quick = {
    read: new SharedConnections(pool, { inFlightEnough: READS_IN_FLIGHT_ENOUGH }),
    write: new QuickWrites(pool),
  };
  const runNamed = <Row>(statement: NamedStatement, values: QueryValues) =>
    (isQuick(statement) ? quick[statement.quick].run<Row>(statement, values) : undefined) ??
    runAlone<Row>(pool, statement, values);
  return async <Row>(statement: Statement, values: readonly unknown[]) => {
    const rows = isNamed(statement) ? runNamed<Row>(statement, values.map(valueText)) : undefined;
    return (await rows) ?? (await pool.query({ ...statement, values: [...values] })).rows;
  };
}

/**
 * Runs each statement as a transaction of its own and leaves nothing behind on its connection: for poolers between
 * here and the database that give a connection to another client after each transaction.
 */
export function unprepared(pool: Pool): RunStatement {
  return async ({ text }, values) => (await pool.query({ text, values: [...values] })).rows;
}

function isNamed(statement: Statement): statement is NamedStatement {
  return statement.name !== undefined;
}

function isQuick(statement: NamedStatement): statement is QuickStatement {
  return statement.quick !== undefined;
}

/** Runs statements in the transaction that an entity manager has open. */
export function inTransaction(em: EntityManager): RunStatement {
  return async <Row>(statement: Statement, values: readonly unknown[]) => {
    const result = await em.getKysely().executeQuery<Row>(CompiledQuery.raw(statement.text, [...values]));
    return result.rows;
  };
}
