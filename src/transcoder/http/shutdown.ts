import { Code, ConnectError } from "@connectrpc/connect";
import { retryInfo } from "./retry-delay.ts";

/** Told once, with what a stream ends with. */
export type StreamEnd = (error: unknown) => void;

/**
 * Tells streams that their server is about to stop. Only streams: they may go on for ever, where all else is better
 * let end by itself. One listener for all of them, since a signal takes as long to lose one as it has many.
 */
export class Shutdown {
  readonly #signal: AbortSignal | undefined;
  readonly #streams = new Set<StreamEnd>();

  /** Without a signal it never comes. */
  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
    signal?.addEventListener("abort", () => this.#tellAll(), { once: true });
  }

  /** What streams end with now that the server stops; undefined as long as it does not. */
  get error(): unknown {
    return this.#signal?.aborted === true ? errorOf(this.#signal.reason) : undefined;
  }

  add(stream: StreamEnd): void {
    this.#streams.add(stream);
  }

  delete(stream: StreamEnd): void {
    this.#streams.delete(stream);
  }

  #tellAll(): void {
    const streams = [...this.#streams];
    this.#streams.clear();
    for (const end of streams) end(this.error);
  }
}

/** What the server says itself, or that it can be tried again: its successor may be there already. */
function errorOf(reason: unknown): unknown {
  const isOwn = !(reason instanceof DOMException) && reason instanceof Error;
  if (isOwn) return reason;
  return new ConnectError("the server is about to stop", Code.Unavailable, undefined, [retryInfo()]);
}
