import { createRequire } from "node:module";

/** The part of a `pg` client that is used here; the package brings no types. */
export interface PgClient {
  connect(): Promise<void>;
  query<Row>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
  end(): Promise<void>;
  on(event: "error" | "end", listener: (error?: Error) => void): void;
}

const { Client } = createRequire(import.meta.url)("pg") as {
  Client: new (settings: {
    connectionString: string;
    application_name?: string;
    connectionTimeoutMillis: number;
    query_timeout: number;
  }) => PgClient;
};

/** A server that does not greet within this time counts as not answering. */
const CONNECT_MS_MAX = 5_000;

/** Longer, because creating a database copies files. */
const QUERY_MS_MAX = 30_000;

/**
 * Connects a single client. A connection that is lost later is told by its `end`
 * event alone. Rejects with pg's error, which has PostgreSQL's or Node's `code`.
 */
export async function connectPg(connectionString: string, applicationName?: string): Promise<PgClient> {
  const client = new Client({
    connectionString,
    ...(applicationName === undefined ? {} : { application_name: applicationName }),
    connectionTimeoutMillis: CONNECT_MS_MAX,
    query_timeout: QUERY_MS_MAX,
  });
  // Without a listener the error event would end the process.
  client.on("error", () => undefined);
  await client.connect();
  return client;
}
