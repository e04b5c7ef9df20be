import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Gives a client that waits for leave to send its body (RFC 9110, 10.1.1) that leave when somebody reads it. One that
 * is refused for its head alone need not send it at all; its connection ends then, as nobody could tell whether what
 * comes next is the body or another request.
 */
export function continueWhenRead(request: IncomingMessage, response: ServerResponse): void {
  const { _read: read } = request;
  const { shouldKeepAlive } = response;
  response.shouldKeepAlive = false;
  request._read = (size) => {
    request._read = read;
    if (!response.headersSent) {
      response.shouldKeepAlive = shouldKeepAlive;
      response.writeContinue();
    }
    request._read(size);
  };
}
