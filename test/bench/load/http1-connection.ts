import { connect, type Socket } from "node:net";
import type { Connection, OnAnswer } from "./connection.ts";

const headEnd = Buffer.from("\r\n\r\n", "latin1");
const empty = Buffer.alloc(0);

/** An HTTP/1.1 connection with one request at a time, that reads no more of the answers than where they end. */
export class Http1Connection implements Connection {
  readonly #socket: Socket;
  readonly #onAnswer: OnAnswer;
  #begunAt: number | undefined;
  /** The beginning of a head that has not ended yet. */
  #pending: Buffer = empty;
  /** Bytes of the body that are still to come; undefined before the end of the head. */
  #left: number | undefined;
  #failure: string | undefined;

  constructor(socket: Socket, onAnswer: OnAnswer) {
    this.#socket = socket;
    this.#onAnswer = onAnswer;
    socket.on("data", (chunk) => this.#read(chunk));
    socket.on("error", () => {});
    socket.on("close", () => {
      if (this.#begunAt !== undefined) this.#end("the server closed the connection");
    });
  }

  static async connect(at: { host: string; port: number }, onAnswer: OnAnswer): Promise<Http1Connection> {
    const socket = connect({ ...at, noDelay: true });
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    return new Http1Connection(socket, onAnswer);
  }

  send(request: Buffer, begunAt: number): void {
    this.#begunAt = begunAt;
    this.#failure = undefined;
    this.#socket.write(request);
    if (this.#socket.destroyed) this.#end("the connection is closed");
  }

  close(): void {
    this.#begunAt = undefined;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    if (this.#left === undefined) {
      const bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
      const end = bytes.indexOf(headEnd);
      if (end < 0) {
        this.#pending = bytes;
        return;
      }
      this.#pending = empty;
      const { status, length } = parseHead(bytes.toString("latin1", 0, end + 2));
      if (status < 200 || status > 299) this.#failure = bytes.toString("latin1", 0, end + 400);
      this.#left = length - (bytes.length - end - headEnd.length);
    } else {
      this.#left -= chunk.length;
    }
    if (this.#left <= 0) this.#end(this.#failure);
  }

  #end(failure: string | undefined): void {
    const begunAt = this.#begunAt ?? Number.NaN;
    this.#begunAt = undefined;
    this.#left = undefined;
    this.#onAnswer(begunAt, failure);
  }
}

/** Status and length of the body; an answer that tells no length has none, or is not for this client. */
function parseHead(head: string): { status: number; length: number } {
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: *(\d+)\r\n/i.exec(head)?.[1];
  if (length === undefined && status !== 204 && status !== 304) throw new Error(`not measurable: ${head}`);
  return { status, length: Number(length ?? 0) };
}
