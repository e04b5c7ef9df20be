import { connect, type Socket } from "node:net";
import type { Connection, OnAnswer } from "./connection.ts";
import { endStream, frame, frameType, preface, windowUpdate } from "./http2-frames.ts";

const frameHeadBytes = 9;
/** How much may come before the server is told that it was read. */
const windowStep = 1 << 20;

/**
 * An HTTP/2 connection that sends prepared frames, on any number of streams at a time, and reads no more of the
 * answers than where they end. An answer with a message is a success: of a gRPC call that failed, none comes.
 */
export class Http2Connection implements Connection {
  readonly #socket: Socket;
  readonly #onAnswer: OnAnswer;
  #nextStream = 1;
  #pending: Buffer = Buffer.alloc(0);
  #unacknowledged = 0;
  readonly #begunAt = new Map<number, number>();
  readonly #withBody = new Set<number>();

  constructor(socket: Socket, onAnswer: OnAnswer) {
    this.#socket = socket;
    this.#onAnswer = onAnswer;
    socket.on("data", (chunk) => this.#read(chunk));
    socket.on("error", () => {});
    socket.on("close", () => this.#endAll("the server closed the connection"));
  }

  static async connect(at: { host: string; port: number }, onAnswer: OnAnswer): Promise<Http2Connection> {
    const socket = connect({ ...at, noDelay: true });
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    socket.write(preface);
    return new Http2Connection(socket, onAnswer);
  }

  /** Sends frames with the next stream's id in them. */
  send(request: Buffer, begunAt: number): void {
    const stream = this.#nextStream;
    this.#nextStream += 2;
    // A copy, since the socket may still hold the request of another stream.
    const frames = Buffer.allocUnsafe(request.length);
    request.copy(frames);
    for (let at = 0; at < frames.length; at += frameHeadBytes + frames.readUIntBE(at, 3)) {
      frames.writeUInt32BE(stream, at + 5);
    }
    this.#begunAt.set(stream, begunAt);
    this.#socket.write(frames);
  }

  close(): void {
    this.#begunAt.clear();
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    const bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    let at = 0;
    // What the answers of one chunk lead to leaves together, as any good client has it.
    this.#socket.cork();
    while (bytes.length - at >= frameHeadBytes) {
      const end = at + frameHeadBytes + bytes.readUIntBE(at, 3);
      if (bytes.length < end) break;
      this.#readFrame(bytes, at, end);
      at = end;
    }
    this.#socket.uncork();
    this.#pending = bytes.subarray(at);
  }

  #readFrame(bytes: Buffer, at: number, end: number): void {
    const type = bytes[at + 3]!;
    const flags = bytes[at + 4]!;
    const stream = bytes.readUInt32BE(at + 5);
    const acknowledgement = (flags & 1) !== 0;
    if (type === frameType.settings && !acknowledgement) this.#socket.write(frame(type, 1, 0));
    else if (type === frameType.ping && !acknowledgement) {
      this.#socket.write(frame(type, 1, 0, bytes.subarray(at + frameHeadBytes, end)));
    } else if (type === frameType.goAway) this.#endAll("the server ended the connection");
    else if (type === frameType.reset) this.#end(stream, "the server reset the stream");
    else if (type === frameType.data) {
      this.#acknowledge(end - at - frameHeadBytes);
      this.#withBody.add(stream);
    }
    const carries = type === frameType.data || type === frameType.headers;
    if (carries && (flags & endStream) !== 0) {
      this.#end(stream, this.#withBody.delete(stream) ? undefined : "an answer without a message");
    }
  }

  #acknowledge(size: number): void {
    this.#unacknowledged += size;
    if (this.#unacknowledged < windowStep) return;
    this.#socket.write(windowUpdate(this.#unacknowledged));
    this.#unacknowledged = 0;
  }

  #end(stream: number, failure: string | undefined): void {
    const begunAt = this.#begunAt.get(stream);
    if (begunAt === undefined) return;
    this.#begunAt.delete(stream);
    this.#onAnswer(begunAt, failure);
  }

  #endAll(failure: string): void {
    for (const stream of [...this.#begunAt.keys()]) this.#end(stream, failure);
  }
}
