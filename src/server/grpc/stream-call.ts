import type { OutgoingHttpHeaders, ServerHttp2Stream } from "node:http2";

/** A call, as the events of its stream tell of it. */
export interface StreamCall {
  /** The metadata after the response's message. */
  readonly trailers: OutgoingHttpHeaders;
  /** A part of the request's body. */
  data(chunk: Buffer): void;
  /** The request's body is complete. */
  ended(): void;
  /** Nothing more will come of the stream, whether or not the call was answered. */
  closed(): void;
}

const callKey = Symbol("call");

interface AttendedStream extends ServerHttp2Stream {
  [callKey]?: StreamCall | undefined;
}

/**
 * Tells a call of its stream's events until the stream closes, and then lets go of it. Node keeps streams until the
 * next full collection of garbage, long after their end, and with them whatever their listeners hold: so the listeners
 * are the same for all, and hold nothing.
 */
export function attend(stream: ServerHttp2Stream, call: StreamCall): void {
  (stream as AttendedStream)[callKey] = call;
  stream.on("data", onData);
  stream.on("end", onEnd);
  stream.on("wantTrailers", onWantTrailers);
  stream.on("close", onClose);
  // A stream's error says that its client is gone, as its close does.
  stream.on("error", ignore);
}

function onData(this: AttendedStream, chunk: Buffer): void {
  this[callKey]?.data(chunk);
}

function onEnd(this: AttendedStream): void {
  this[callKey]?.ended();
}

function onWantTrailers(this: AttendedStream): void {
  this.sendTrailers(this[callKey]?.trailers ?? {});
}

function onClose(this: AttendedStream): void {
  const call = this[callKey];
  this[callKey] = undefined;
  call?.closed();
}

function ignore(): void {}
