import { createServer as createNetServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { createHttp1, type Http1Handler, type RefuseMalformed } from "./http1.ts";
import { createHttp2, type Http2Handler, type StreamHandler } from "./http2.ts";
import type { Limits } from "./limits.ts";
import { sniff } from "./sniff.ts";

/** What to do with what arrives, and how much of it. */
export interface PortOptions {
  readonly limits: Limits;
  readonly handle: Http1Handler & Http2Handler;
  readonly serveStream: StreamHandler;
  /** Answers requests of HTTP/1 that the parser did not understand. Default: by the status alone. */
  readonly refuseMalformed?: RefuseMalformed | undefined;
  /** PEM. With it the port speaks TLS only. */
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer } | undefined;
}

/** Where to listen. */
export interface PortAddress {
  readonly host: string;
  readonly port: number;
  /** Whether other processes may listen there too, for each to get its part of the connections. Default false. */
  readonly shared?: boolean;
}

/** One port that speaks HTTP/1.1 and HTTP/2, the latter by prior knowledge in cleartext and by ALPN in TLS. */
export interface PortListener {
  listen(address: PortAddress): Promise<{ host: string; port: number }>;
  /** Stops accepting, lets what is in flight end within `graceMs`, and then closes every connection. */
  close(graceMs: number): Promise<void>;
}

/** How often idle HTTP/1 connections are looked for while the port closes. */
const closeIdleIntervalMs = 20;

/** Creates a port; it listens when told to. */
export function createPortListener(options: PortOptions): PortListener {
  const { limits, handle, serveStream, tls } = options;
  let isClosing = false;
  const handle1: Http1Handler = (request, response) => {
    // A client that is never idle would hold the port open.
    if (isClosing) response.shouldKeepAlive = false;
    handle(request, response);
  };
  const http1 = createHttp1(limits, handle1, options.refuseMalformed);
  const http2 = createHttp2(limits, serveStream, handle);
  const sockets = new Set<Socket>();
  const give = (version: "http1" | "http2", socket: Socket) => {
    // node's HTTP/1 looks after that itself. In HTTP/2, nobody looks for answers after the end of sending, and to wait
    // for them to be fetched would be to keep calls and all that they hold.
    if (version === "http2") socket.on("end", () => socket.destroy());
    (version === "http1" ? http1 : http2.server).emit("connection", socket);
  };
  const undecided = new Set<Socket>();
  const port = tls === undefined ? cleartext(limits, undecided, give) : encrypted(limits, tls, give);
  port.maxConnections = limits.connectionsMax;
  port.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });

  return {
    listen: (address) => listen(port, address),
    async close(graceMs) {
      isClosing = true;
      const closed = new Promise<void>((resolve) => port.close(() => resolve()));
      for (const session of http2.sessions.keys()) session.close();
      for (const socket of undecided) socket.destroy();
      const poll = setInterval(() => http1.closeIdleConnections(), closeIdleIntervalMs);
      http1.closeIdleConnections();
      const grace = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, graceMs);
      await closed;
      clearTimeout(grace);
      clearInterval(poll);
      // It never listened: this only ends its timers.
      http1.close(() => {});
    },
  };
}

type Give = (version: "http1" | "http2", socket: Socket) => void;

const socketOptions = {
  // What a client's end of sending means is for HTTP to say.
  allowHalfOpen: true,
  noDelay: true,
  // Peers that vanish without a word are found within minutes.
  keepAlive: true,
  keepAliveInitialDelay: 60_000,
};

function cleartext(limits: Limits, undecided: Set<Socket>, give: Give): Server {
  return createNetServer(socketOptions, (socket) => {
    undecided.add(socket);
    socket.on("close", () => undecided.delete(socket));
    sniff(socket, limits.headerTimeoutMs, (version) => {
      undecided.delete(socket);
      give(version, socket);
    });
  });
}

function encrypted(limits: Limits, { cert, key }: NonNullable<PortOptions["tls"]>, give: Give): Server {
  const options = {
    ...socketOptions,
    cert,
    key,
    ALPNProtocols: ["h2", "http/1.1"],
    handshakeTimeout: limits.headerTimeoutMs,
  };
  const server = createTlsServer(options, (socket) => {
    socket.on("error", () => socket.destroy());
    give(socket.alpnProtocol === "h2" ? "http2" : "http1", socket);
  });
  // Node leaves a connection open whose handshake failed, or never came.
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  return server;
}

function listen(
  port: Server,
  { host, port: number, shared = false }: PortAddress,
): Promise<{ host: string; port: number }> {
  return new Promise((resolve, reject) => {
    port.once("error", reject);
    port.listen({ host, port: number, reusePort: shared }, () => {
      port.off("error", reject);
      const bound = port.address();
      if (bound === null || typeof bound === "string") throw new TypeError("a port has a number");
      resolve({ host: bound.address, port: bound.port });
    });
  });
}
