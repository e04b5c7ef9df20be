import { once } from "node:events";
import { createServer } from "node:net";
import type { ListenAddress } from "../config.ts";

/**
 * An address that several processes may listen on: one where nobody listens yet, with a port that is free just now in
 * the place of 0. Each of them would get another port for 0; and a second server on the same port, which they would
 * share it with, would go unnoticed.
 *
 * Rejects where the address can't be listened on.
 */
export async function settlePort({ host, port }: ListenAddress): Promise<ListenAddress> {
  const server = createServer();
  await once(server.listen(port, host), "listening");
  const bound = server.address();
  server.close();
  await once(server, "close");
  if (bound === null || typeof bound === "string") throw new TypeError("a port has a number");
  return { host, port: bound.port };
}

/** The address as the settings have it. */
export function printAddress({ host, port }: ListenAddress): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
