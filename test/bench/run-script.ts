import { Client } from "pg";

/** Runs statements one after the other, however long each takes, on a connection of their own. */
export async function runScript(databaseUrl: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
