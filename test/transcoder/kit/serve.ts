import { createServer, type Server } from "node:http";
import { createServer as createHttp2Server, type Http2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import type { NodeRequest, NodeResponse } from "../../../src/transcoder/index.ts";

/** Listens on a free port of the loopback until closed; `url` is where. */
export interface Served extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
}

type Handler = (req: NodeRequest, res: NodeResponse) => void;

/** Serves HTTP/1.1. */
export function serve(handler: Handler): Promise<Served> {
  const server = createServer(handler);
  return listen(server, () => server.closeAllConnections());
}

/** Serves HTTP/2 with prior knowledge. */
export function serveHttp2(handler: Handler): Promise<Served> {
  const server = createHttp2Server(handler);
  const sessions = new Set<{ destroy(): void }>();
  server.on("session", (session) => sessions.add(session));
  return listen(server, () => {
    for (const session of sessions) session.destroy();
  });
}

async function listen(server: Server | Http2Server, cut: () => void): Promise<Served> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
