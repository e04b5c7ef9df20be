import { once } from "node:events";
import { createServer } from "node:net";
import type { ListenAddress } from "../config.ts";

/**
 * The address with a port of its own: of port 0, one that is free just now. What listens on port 0 would get another
 * one whenever all workers ended at once, as the port is open only while one of them lives.
 *
 * Rejects where the address can't be listened on.
 */
export async function settlePort({ host, port }: ListenAddress): Promise<ListenAddress> {
  if (port !== 0) return { host, port };
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
