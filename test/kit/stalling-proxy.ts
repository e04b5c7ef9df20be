import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Stands between a client and a database, and can let connections fall silent without a word, as networks do. */
export interface StallingProxy {
  /** The database's URL by way of the proxy. */
  readonly url: string;
  /** Passes nothing on any more for the connections that there are, and closes none of them. Others are as before. */
  stall(): void;
  /** Has each new connection fall silent as soon as the database has sent something that `text` is in. */
  stallAfter(text: string | undefined): void;
  close(): Promise<void>;
}

/** Starts a proxy to the database of a URL. */
export async function startStallingProxy(databaseUrl: string): Promise<StallingProxy> {
  const target = new URL(databaseUrl);
  const pairs = new Set<readonly [Socket, Socket]>();
  let last: string | undefined;
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    const pair = [near, far] as const;
    const stallAt = last;
    pairs.add(pair);
    near.on("data", (bytes) => far.write(bytes));
    far.on("data", (bytes) => {
      near.write(bytes);
      if (stallAt !== undefined && bytes.includes(stallAt)) silence(pair);
    });
    for (const [one, other] of [pair, [far, near] as const]) {
      one.on("error", () => other.destroy());
      one.on("close", () => {
        other.destroy();
        pairs.delete(pair);
      });
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: String(url),
    stall: () => pairs.forEach(silence),
    stallAfter(text) {
      last = text;
    },
    async close() {
      for (const [near] of pairs) near.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function silence(pair: readonly [Socket, Socket]): void {
  for (const socket of pair) socket.removeAllListeners("data").on("data", () => undefined);
}
