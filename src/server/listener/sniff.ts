import type { Socket } from "node:net";

const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

/** What a connection speaks. */
export type HttpVersion = "http1" | "http2";

/**
 * Finds out what a cleartext connection speaks: HTTP/2 if it begins with that protocol's preface, else HTTP/1. The
 * bytes read are put back, so that the server that takes the socket over sees all of them.
 *
 * A connection that has not told within `timeoutMs` is closed, as is one that ends before.
 */
export function sniff(socket: Socket, timeoutMs: number, tell: (version: HttpVersion) => void): void {
  let seen: Buffer = Buffer.alloc(0);
  const giveUp = () => socket.destroy();
  const timer = setTimeout(giveUp, timeoutMs);
  const onData = (chunk: Buffer) => {
    seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
    const version = versionOf(seen);
    if (version === undefined) return;
    leave();
    socket.pause();
    socket.unshift(seen);
    tell(version);
    // Paused by hand, it does not flow again by itself when somebody listens.
    if (version === "http1") socket.resume();
  };
  const leave = () => {
    clearTimeout(timer);
    socket.off("data", onData).off("end", giveUp).off("error", giveUp).off("close", leave);
  };
  socket.on("data", onData).on("end", giveUp).on("error", giveUp).on("close", leave);
}

/** Undefined as long as the bytes could still become either. */
function versionOf(bytes: Buffer): HttpVersion | undefined {
  const length = Math.min(bytes.length, preface.length);
  if (preface.compare(bytes, 0, length, 0, length) !== 0) return "http1";
  return bytes.length < preface.length ? undefined : "http2";
}
