import { connect, type Socket } from "node:net";
import type { Load } from "./load.ts";

/** What to send again and again. */
export interface LoadRequest {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const frameType = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goAway: 7, windowUpdate: 8 };
const endStream = 0x1;
const endHeaders = 0x4;
const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");
const windowMax = 0x7fffffff;

/**
 * An HTTP/2 connection that does nothing but send one request over and over, on many streams at a time, and count
 * the answers. Node's own client costs more than the servers that are to be measured: this one writes prepared
 * frames and reads no more of the answers than where they end.
 */
export class Http2Load implements Load {
  /** Answers that had a body and came to their end. */
  answers = 0;
  /** Answers without a body, which for the calls of a benchmark are errors. */
  failures = 0;
  readonly #socket: Socket;
  readonly #template: Buffer;
  #nextStream = 1;
  #inFlight = 0;
  #stopping: (() => void) | undefined;
  #pending: Buffer = Buffer.alloc(0);
  #unacknowledged = 0;
  readonly #withBody = new Set<number>();

  constructor(socket: Socket, request: LoadRequest) {
    this.#socket = socket;
    const head = encodeHeaders(request);
    this.#template = Buffer.concat([
      frame(frameType.headers, endHeaders | (request.body.length === 0 ? endStream : 0), 0, head),
      ...(request.body.length === 0 ? [] : [frame(frameType.data, endStream, 0, request.body)]),
    ]);
    socket.on("data", (chunk) => this.#read(chunk));
  }

  static async connect(request: LoadRequest): Promise<Http2Load> {
    const socket = connect({ port: request.port, host: "127.0.0.1", noDelay: true });
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    // Settings: no push, windows as large as they get.
    const settings = Buffer.alloc(12);
    settings.writeUInt16BE(2, 0);
    settings.writeUInt32BE(0, 2);
    settings.writeUInt16BE(4, 6);
    settings.writeUInt32BE(windowMax, 8);
    socket.write(
      Buffer.concat([preface, frame(frameType.settings, 0, 0, settings), windowUpdate(windowMax - 65535)]),
    );
    return new Http2Load(socket, request);
  }

  /** Keeps `streams` requests in flight until stopped. */
  start(streams: number): void {
    this.#send(streams);
  }

  /** Resolves when what is in flight has been answered. */
  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#stopping = resolve;
      if (this.#inFlight === 0) resolve();
    });
    this.#stopping = undefined;
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(count: number): void {
    const size = this.#template.length;
    const batch = Buffer.allocUnsafe(size * count);
    for (let at = 0; at < batch.length; at += size) {
      this.#template.copy(batch, at);
      for (let inside = 0; inside < size; inside += 9 + batch.readUIntBE(at + inside, 3)) {
        batch.writeUInt32BE(this.#nextStream, at + inside + 5);
      }
      this.#nextStream += 2;
    }
    this.#inFlight += count;
    this.#socket.write(batch);
  }

  #read(chunk: Buffer): void {
    const bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    let at = 0;
    let ended = 0;
    while (bytes.length - at >= 9) {
      const end = at + 9 + bytes.readUIntBE(at, 3);
      if (bytes.length < end) break;
      if (this.#readFrame(bytes, at, end)) ended += 1;
      at = end;
    }
    this.#pending = bytes.subarray(at);
    if (ended > 0) this.#onEnded(ended);
  }

  /** True if the frame ends a stream. */
  #readFrame(bytes: Buffer, at: number, end: number): boolean {
    const type = bytes[at + 3]!;
    const flags = bytes[at + 4]!;
    const stream = bytes.readUInt32BE(at + 5);
    if (type === frameType.settings && (flags & 1) === 0)
      this.#socket.write(frame(type, 1, 0, Buffer.alloc(0)));
    else if (type === frameType.ping && (flags & 1) === 0) {
      this.#socket.write(frame(type, 1, 0, bytes.subarray(at + 9, end)));
    } else if (type === frameType.goAway) throw new Error("the server ended the connection");
    else if (type === frameType.data) {
      this.#acknowledge(end - at - 9);
      this.#withBody.add(stream);
    }
    const over =
      type === frameType.reset ||
      ((type === frameType.data || type === frameType.headers) && (flags & endStream) !== 0);
    if (!over) return false;
    if (this.#withBody.delete(stream)) this.answers += 1;
    else this.failures += 1;
    return true;
  }

  #acknowledge(size: number): void {
    this.#unacknowledged += size;
    if (this.#unacknowledged < 1 << 20) return;
    this.#socket.write(windowUpdate(this.#unacknowledged));
    this.#unacknowledged = 0;
  }

  #onEnded(count: number): void {
    this.#inFlight -= count;
    if (this.#stopping === undefined) this.#send(count);
    else if (this.#inFlight === 0) this.#stopping();
  }
}

function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

function windowUpdate(increment: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(increment);
  return frame(frameType.windowUpdate, 0, 0, payload);
}

/** Each header as a literal that is not to be indexed, so that one encoding serves all requests. */
function encodeHeaders(request: LoadRequest): Buffer {
  const headers = {
    ":method": request.body.length === 0 ? "GET" : "POST",
    ":scheme": "http",
    ":path": request.path,
    ":authority": `127.0.0.1:${request.port}`,
    ...request.headers,
  };
  return Buffer.concat(
    Object.entries(headers).flatMap(([name, value]) => [Buffer.from([0]), literal(name), literal(value)]),
  );
}

function literal(text: string): Buffer {
  const bytes = Buffer.from(text, "latin1");
  if (bytes.length > 126) throw new RangeError("lengths of more than a byte are not needed here");
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}
