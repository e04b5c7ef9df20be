import {
  createServer,
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import { HEAD_ROOM, isLargeHead, PSEUDO_HEADERS, refuseLargeHead } from "./large-head.ts";
import type { Limits } from "./limits.ts";

/** Serves a request of HTTP/2 in the shape that node gives requests of HTTP/1. */
export type Http2Handler = (request: Http2ServerRequest, response: Http2ServerResponse) => void;

/** Serves a stream as it is; false leaves it to the ordinary handler. */
export type StreamHandler = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => boolean;

/** An HTTP/2 server for sockets that somebody else accepts. */
export interface Http2Listener {
  readonly server: Http2Server;
  readonly sessions: ReadonlyMap<ServerHttp2Session, unknown>;
}

/** How many of a session's streams the ordinary handler serves just now: a watcher's may be silent for days. */
interface OpenRequests {
  count: number;
}

/**
 * An HTTP/2 server for sockets that somebody else accepts: pass them by `emit("connection", socket)`.
 *
 * `serveStream` sees every stream first: node's request and response objects cost more than a small call, and are
 * made only for what it leaves.
 */
export function createHttp2(limits: Limits, serveStream: StreamHandler, handle: Http2Handler): Http2Listener {
  const server = createServer({
    maxHeaderListPairs: HEAD_ROOM * (limits.headerCountMax + PSEUDO_HEADERS),
    settings: {
      maxConcurrentStreams: limits.streamsMax,
      maxHeaderListSize: HEAD_ROOM * limits.headerBytesMax,
      enablePush: false,
    },
  });
  const sessions = new Map<ServerHttp2Session, OpenRequests>();
  server.on("session", (session) => {
    const requests: OpenRequests = { count: 0 };
    sessions.set(session, requests);
    session.on("close", () => sessions.delete(session));
    closeWhenIdle(session, requests, limits.keepAliveTimeoutMs);
  });
  server.on("request", (request, response) => {
    countWhileOpen(request.stream, sessions);
    handle(request, response);
  });
  interpose(server, (stream, headers, rawHeaders) => {
    if (!isLargeHead(rawHeaders, limits)) return serveStream(stream, headers);
    refuseLargeHead(stream, headers);
    return true;
  });
  return { server, sessions };
}

/** Puts a handler before the listener by which node makes requests of streams. */
function interpose(
  server: Http2Server,
  serve: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, rawHeaders: readonly string[]) => boolean,
): void {
  const makeRequest = server.listeners("stream");
  server.removeAllListeners("stream");
  server.on("stream", (stream, headers, flags, rawHeaders) => {
    if (serve(stream, headers, rawHeaders)) return;
    for (const listener of makeRequest) listener.call(server, stream, headers, flags, rawHeaders);
  });
}

function countWhileOpen(
  stream: ServerHttp2Stream,
  sessions: ReadonlyMap<ServerHttp2Session, OpenRequests>,
): void {
  const requests =
    stream.session === undefined ? undefined : sessions.get(stream.session as ServerHttp2Session);
  if (requests === undefined) return;
  requests.count += 1;
  stream.on("close", () => {
    requests.count -= 1;
  });
}

/**
 * Says goodbye to a connection that has been idle for the time, and hangs up after as much again: a call that
 * crosses the goodbye is told that nobody has looked at it, and may be sent again elsewhere.
 */
function closeWhenIdle(session: ServerHttp2Session, requests: OpenRequests, idleMs: number): void {
  session.setTimeout(idleMs, () => {
    if (session.destroyed) return;
    if (requests.count === 0 && session.closed) session.destroy();
    else if (requests.count === 0) session.close();
    // A session's timer rings once.
    closeWhenIdle(session, requests, idleMs);
  });
}
