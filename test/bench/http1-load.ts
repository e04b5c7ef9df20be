import { connect, type Socket } from "node:net";
import type { Load } from "./load.ts";

/**
 * An HTTP/1.1 connection that does nothing but send one request over and over and count the answers. All answers
 * must be as long as the first one: then counting bytes is counting answers.
 */
export class Http1Load implements Load {
  answers = 0;
  failures = 0;
  readonly #socket: Socket;
  readonly #request: string;
  #answerBytes: number | undefined;
  #received = 0;
  #inFlight = 0;
  #stopping: (() => void) | undefined;

  constructor(socket: Socket, request: string) {
    this.#socket = socket;
    this.#request = request;
    socket.on("data", (chunk) => this.#read(chunk));
    socket.on("error", () => {});
    socket.on("close", () => {
      this.failures += this.#inFlight;
      this.#stopping?.();
    });
  }

  static async connect(port: number, request: string): Promise<Http1Load> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    return new Http1Load(socket, request);
  }

  start(inFlight: number): void {
    this.#send(inFlight);
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#stopping = resolve;
      if (this.#inFlight === 0 || this.#socket.destroyed) resolve();
    });
    this.#stopping = undefined;
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(count: number): void {
    this.#inFlight += count;
    this.#socket.write(this.#request.repeat(count), "latin1");
  }

  #read(chunk: Buffer): void {
    this.#answerBytes ??= measureAnswer(chunk);
    this.#received += chunk.length;
    const ended = Math.floor(this.#received / this.#answerBytes);
    if (ended === 0) return;
    this.#received -= ended * this.#answerBytes;
    this.answers += ended;
    this.#inFlight -= ended;
    if (this.#stopping === undefined) this.#send(ended);
    else if (this.#inFlight === 0) this.#stopping();
  }
}

/** Bytes of the answer that a chunk begins with. Throws if it is no success, or has no length. */
function measureAnswer(chunk: Buffer): number {
  const text = chunk.toString("latin1");
  const head = text.indexOf("\r\n\r\n") + 4;
  const length = /\r\ncontent-length: (\d+)\r\n/i.exec(text.slice(0, head))?.[1];
  if (!text.startsWith("HTTP/1.1 200 ") || length === undefined) throw new Error(`not measurable: ${text}`);
  return head + Number(length);
}
