/** The types of frames that a client meets (RFC 9113, 6). */
export const frameType = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goAway: 7, windowUpdate: 8 };

/** The flag of a frame that is its stream's last. */
export const endStream = 0x1;

const endHeaders = 0x4;
const windowMax = 0x7fffffff;
const windowDefault = 65535;

/** A frame. Stream 0 is the connection itself, or a place that is filled in later. */
export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: Uint8Array = Buffer.alloc(0),
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** Lets the server send so many bytes more. */
export function windowUpdate(increment: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(increment);
  return frame(frameType.windowUpdate, 0, 0, payload);
}

/** How a connection begins: no push, windows as large as they get. */
export const preface = Buffer.concat([
  Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1"),
  frame(frameType.settings, 0, 0, settings({ 2: 0, 4: windowMax })),
  windowUpdate(windowMax - windowDefault),
]);

/** The frames of a unary gRPC call, but for its message. */
export function callHead(path: string, headers: Readonly<Record<string, string>>): Buffer {
  const all = { ":method": "POST", ":scheme": "http", ":path": path, ":authority": "127.0.0.1", ...headers };
  // Each header as a literal that is not to be indexed, so that one encoding serves all requests.
  const block = Object.entries(all).flatMap(([name, value]) => [
    Buffer.from([0]),
    literal(name),
    literal(value),
  ]);
  return frame(frameType.headers, endHeaders, 0, Buffer.concat(block));
}

/** The frame with a gRPC call's message, its parts joined. */
export function callMessage(parts: readonly Uint8Array[]): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(
    parts.reduce((size, part) => size + part.length, 0),
    1,
  );
  return frame(frameType.data, endStream, 0, Buffer.concat([prefix, ...parts]));
}

function settings(values: Readonly<Record<number, number>>): Buffer {
  const entries = Object.entries(values);
  const payload = Buffer.alloc(6 * entries.length);
  for (const [place, [id, value]] of entries.entries()) {
    payload.writeUInt16BE(Number(id), 6 * place);
    payload.writeUInt32BE(value, 6 * place + 2);
  }
  return payload;
}

function literal(text: string): Buffer {
  const bytes = Buffer.from(text, "latin1");
  if (bytes.length > 126) throw new RangeError("lengths of more than a byte are not needed here");
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}
