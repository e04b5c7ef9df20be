import { Client } from "pg";

/** A server that does not greet within this time counts as not answering. */
const CONNECT_MS_MAX = 5_000;

/** Longer, because creating a database copies files. */
const QUERY_MS_MAX = 30_000;

/**
 * Connects a single client. A connection that is lost later is told by its `end`
 * event alone. Rejects with pg's error, which has PostgreSQL's or Node's `code`.
 */
export async function connectPg(connectionString: string, applicationName?: string): Promise<Client> {
  const client = new Client({
    connectionString,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    query_timeout: QUERY_MS_MAX,
  });
  // Without a listener the error event would end the process.
  client.on("error", () => undefined);
  await client.connect();
  return client;
}
