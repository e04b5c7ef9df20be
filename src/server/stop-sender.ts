import { constants, type ServerHttp2Stream } from "node:http2";

/** How long a client that has its whole answer may go on sending, in milliseconds. */
const patienceMs = 500;

/**
 * Asks a client that still sends after it was answered to stop: its stream would stay open, and hold up a shutdown.
 *
 * Most end by themselves when they see the answer, and some take a reset that comes close behind it for a failure of
 * the call (connect-node does), so it comes a little later.
 */
export function stopSender(stream: ServerHttp2Stream): void {
  if (stream.readableEnded || stream.closed) return;
  setTimeout(() => {
    if (!stream.closed) stream.close(constants.NGHTTP2_NO_ERROR);
  }, patienceMs).unref();
}
