import type { ServerResponse } from "node:http";
import { constants } from "node:http2";
import { Code, ConnectError } from "@connectrpc/connect";
import type { StreamAnswer, StreamInvoker } from "../invoke-stream.ts";
import type { HttpCall } from "./http-call.ts";
import { isGone, type NodeRequest, type NodeResponse } from "./node-messages.ts";
import { timerMsMax, tooLate } from "./run-call.ts";
import type { Shutdown } from "./shutdown.ts";
import type { StreamEncoding } from "./stream-encoding.ts";
import { addHeaders, addTrailers } from "./write-answer.ts";

/** What a stream is opened with. */
export interface StreamParts {
  readonly req: NodeRequest;
  readonly res: NodeResponse;
  readonly invoke: StreamInvoker;
  readonly call: HttpCall;
  readonly encoding: StreamEncoding;
  /** See StreamOptions. */
  readonly heartbeatMs: number;
  readonly shutdown: Shutdown;
  /** Called at most once, with an error that came before anything was sent. */
  failed(error: unknown): void;
}

/**
 * A call whose messages are sent as they come. The next one is asked for when there is room for it: nothing piles up
 * for a client that does not read. Ends with the messages, an error, the call's time, the client, or the server.
 */
export class OpenStream {
  readonly #parts: StreamParts;
  #answer: StreamAnswer | undefined;
  #messages: AsyncIterator<object> | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #isOver = false;
  #isFirst = true;
  #isBehind = false;

  constructor(parts: StreamParts) {
    this.#parts = parts;
  }

  /** Calls, and returns at once. Never throws. */
  run(): void {
    const { invoke, call, res, heartbeatMs, shutdown } = this.#parts;
    const { timeoutMs = Number.POSITIVE_INFINITY } = call;
    if (isGone(res)) return;
    const refusal = timeoutMs <= 0 ? tooLate() : shutdown.error;
    if (refusal !== undefined) {
      this.#fail(refusal);
      return;
    }
    if (timeoutMs <= timerMsMax) this.#deadline = setTimeout(() => this.#cutShort(tooLate()), timeoutMs);
    shutdown.add(this.#cutShort);
    if (heartbeatMs <= timerMsMax) this.#heartbeat = setTimeout(() => this.#beat(), heartbeatMs);
    res.once("close", () => this.#stop());
    invoke(call).then((answer) => this.#open(answer), this.#fail);
  }

  #open(answer: StreamAnswer): void {
    this.#guard(() => {
      this.#answer = answer;
      this.#messages = answer.message[Symbol.asyncIterator]();
      if (this.#isOver) this.#dismiss();
      else this.#next();
    });
  }

  #next = (): void => {
    this.#isBehind = false;
    if (!this.#isOver) this.#messages?.next().then(this.#receive, this.#fail);
  };

  #receive = (result: IteratorResult<object>): void => {
    if (this.#isOver) return;
    this.#guard(() => {
      if (result.done === true) this.#finish();
      else this.#send(result.value);
    });
  };

  #send(message: object): void {
    const { res, encoding } = this.#parts;
    // Before the head: a message that can't be written is an ordinary error there.
    const item = encoding.item(message, this.#isFirst);
    if (!this.#start(encoding.headers(message))) return;
    this.#isFirst = false;
    this.#heartbeat?.refresh();
    if (write(res, item)) this.#next();
    else {
      this.#isBehind = true;
      res.once("drain", this.#next);
    }
  }

  #finish(): void {
    const { res, encoding } = this.#parts;
    if (!this.#start(encoding.headers(undefined))) return;
    if (this.#answer !== undefined) addTrailers(res, this.#answer.trailer);
    this.#settle();
    (res as ServerResponse).end(encoding.end(this.#isFirst));
  }

  /** Sends the head unless it is sent; false where that was all that there is to send. */
  #start(headers: Readonly<Record<string, string>>): boolean {
    const { req, res } = this.#parts;
    if (res.headersSent) return true;
    if (this.#answer !== undefined) addHeaders(res, this.#answer.header);
    const { vary, ...own } = headers;
    if (vary !== undefined) res.appendHeader("vary", vary);
    (res as ServerResponse).writeHead(200, own);
    if (req.method !== "HEAD") return true;
    this.#stop(new ConnectError("only the head was asked for", Code.Canceled));
    res.end();
    return false;
  }

  #beat(): void {
    this.#heartbeat?.refresh();
    const { res, encoding } = this.#parts;
    if (this.#answer === undefined || this.#isBehind) return;
    this.#guard(() => {
      if (!res.headersSent && !encoding.startsEarly) return;
      if (!this.#start(encoding.headers(undefined))) return;
      // In HTTP/2 they are out already.
      if ("flushHeaders" in res) res.flushHeaders();
      write(res, encoding.heartbeat);
    });
  }

  /** Ends what would have gone on, and tells the client and the handler why. */
  #cutShort = (error: unknown): void => {
    this.#fail(error);
    this.#parts.call.abort(error);
    this.#dismiss();
  };

  #fail = (error: unknown): void => {
    if (this.#isOver) return;
    this.#settle();
    const { res, encoding, failed } = this.#parts;
    if (!res.headersSent) {
      failed(error);
      return;
    }
    const text = encoding.error(error, this.#isFirst);
    if (text === undefined) cut(res);
    else (res as ServerResponse).end(text);
  };

  /** Ends the call before its messages do; without a reason, because the client is gone, which the call knows. */
  #stop(reason?: ConnectError): void {
    if (this.#isOver) return;
    this.#settle();
    if (reason !== undefined) this.#parts.call.abort(reason);
    this.#dismiss();
  }

  #settle(): void {
    this.#isOver = true;
    clearTimeout(this.#deadline);
    clearTimeout(this.#heartbeat);
    this.#parts.shutdown.delete(this.#cutShort);
  }

  /** Lets the handler clean up, and does not wait: it may be deaf. */
  #dismiss(): void {
    const messages = this.#messages;
    (async () => messages?.return?.())().catch(() => {});
  }

  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#fail(error);
      this.#dismiss();
    }
  }
}

/** Whether there is room for more. */
function write(res: NodeResponse, item: string | Uint8Array): boolean {
  return item.length === 0 || (res as ServerResponse).write(item);
}

/** Ends a response so that nobody takes what came of it for all. */
function cut(res: NodeResponse): void {
  if ("stream" in res) res.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  else res.destroy();
}
