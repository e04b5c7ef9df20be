import type { DescMethod } from "@bufbuild/protobuf";
import type { StreamInvoker } from "../invoke-stream.ts";
import type { Route } from "../route.ts";
import { streamType } from "./accepted-types.ts";
import { OpenStream, type StreamParts } from "./open-stream.ts";
import { jsonEncoding, rawEncoding } from "./stream-encoding.ts";
import { streamTypes } from "./stream-form.ts";
import type { StreamOptions } from "./stream-options.ts";

/** A call of a route that streams, and what it needs. */
export interface StreamCall extends Pick<StreamParts, "req" | "res" | "call" | "shutdown" | "failed"> {
  readonly route: Route;
  readonly streamInvokers: ReadonlyMap<DescMethod, StreamInvoker>;
  readonly streams: StreamOptions;
}

/** Answers a call with a stream, in the form that its client likes best. Throws what the hook for resuming throws. */
export function serveStream(stream: StreamCall): void {
  const { route, req, res, call, shutdown, failed, streamInvokers, streams } = stream;
  const invoke = streamInvokers.get(route.method);
  if (invoke === undefined) throw new TypeError(`there is no invoker for ${route.method.name}`);
  const { heartbeatMs } = streams;
  const encoding = encodingOf(stream);
  new OpenStream({ req, res, call, shutdown, failed, invoke, heartbeatMs, encoding }).run();
}

function encodingOf({ route, req, call, streams }: StreamCall) {
  if (route.toRawBody !== undefined) return rawEncoding(route.toRawBody);
  // What the client takes was looked at before its body was read.
  const type = streamType(req.headers.accept) ?? streamTypes[0];
  const lastId = req.headers["last-event-id"];
  if (type === "text/event-stream" && typeof lastId === "string" && lastId !== "") {
    // Node reads headers as Latin-1, clients write this one in UTF-8.
    streams.resume?.(Buffer.from(lastId, "latin1").toString("utf8"), call.message, route);
  }
  return jsonEncoding(route, type, streams.eventId);
}
