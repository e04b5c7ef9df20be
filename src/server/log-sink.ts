import { openSync, write, writeSync } from "node:fs";

/** A batch is written as soon as it is this long, in characters. */
const batchCharacters = 16_384;
/** The longest that a line waits for its batch, in milliseconds. */
const waitMs = 100;
/** What may wait when nobody reads, in characters. Lines beyond it are lost, and counted. */
const backlogCharactersMax = 8 * 1024 * 1024;
/** When to try again after the reader of a pipe has not kept up, in milliseconds. */
const retryMs = 20;

/**
 * Where pino's lines go: a file descriptor, in batches, off the path of the requests that the lines tell of. pino's
 * own destination measures the whole batch again at each line, which made the log the dearest part of a call.
 */
export class LogSink {
  readonly #fd: number;
  #text = "";
  #lost = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;

  constructor(dest: number | string) {
    this.#fd = typeof dest === "number" ? dest : openSync(dest, "a");
    process.once("exit", () => this.flushSync());
  }

  write(line: string): void {
    if (this.#text.length > backlogCharactersMax) {
      this.#lost += 1;
      return;
    }
    this.#text += line;
    if (this.#writing !== undefined) return;
    if (this.#text.length >= batchCharacters) void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), waitMs).unref();
  }

  /** Resolves when all that was written before is out, or nobody takes it. Never rejects. */
  async flush(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  /** For the end of the process, and pino's own fatal lines. */
  flushSync(): void {
    try {
      for (let rest = this.#take(); rest.length > 0; ) rest = rest.subarray(writeSync(this.#fd, rest));
    } catch {
      // Nobody listens any more, or not fast enough, and the process is about to end.
    }
  }

  async #writeAll(): Promise<void> {
    while (this.#text.length > 0) {
      for (let rest = this.#take(); rest.length > 0; ) rest = rest.subarray(await this.#writeSome(rest));
    }
  }

  #take(): Buffer {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lost = this.#lost === 0 ? "" : `{"level":40,"msg":"${this.#lost} lines of the log were lost"}\n`;
    const batch = Buffer.from(this.#text + lost);
    this.#text = "";
    this.#lost = 0;
    return batch;
  }

  /** Bytes that are done with: all of them where nobody reads any more. */
  #writeSome(bytes: Buffer): Promise<number> {
    return new Promise((resolve) => {
      write(this.#fd, bytes, (error, written) => {
        if (error === null) resolve(written);
        else if (error.code === "EAGAIN") setTimeout(() => resolve(0), retryMs);
        else resolve(bytes.length);
      });
    });
  }
}
