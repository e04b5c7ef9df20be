import type { EntityManager } from "@mikro-orm/postgresql";
import { CompiledQuery } from "kysely";
import type { Pool } from "pg";

/**
 * One SQL statement. A name of its own makes it a prepared statement on connections that keep those, so that
 * PostgreSQL parses and plans it once; those that clients can make any number of, by what they ask for, have none.
 */
export interface Statement {
  readonly name?: string;
  readonly text: string;
}

/** Runs a statement with its values ($1, $2, …) and returns the rows. */
export type RunStatement = <Row>(statement: Statement, values: readonly unknown[]) => Promise<Row[]>;

/** Runs each statement as a transaction of its own, prepared. */
export function onPool(pool: Pool): RunStatement {
  return async (statement, values) => {
    const result = await pool.query({ ...statement, values: [...values] });
    return result.rows;
  };
}

/** Runs statements in the transaction that an entity manager has open. */
export function inTransaction(em: EntityManager): RunStatement {
  return async <Row>(statement: Statement, values: readonly unknown[]) => {
    const result = await em.getKysely().executeQuery<Row>(CompiledQuery.raw(statement.text, [...values]));
    return result.rows;
  };
}
