import {
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import type { Message } from "@bufbuild/protobuf";
import { Code, ConnectError, createContextValues } from "@connectrpc/connect";
import { PlacementError } from "../../domain/errors.ts";
import { type AnswerWay, answerWayKey } from "../../service/large-answers.ts";
import { headerView } from "../../transcoder/header-view.ts";
import { type BodyHold, grpcTimeoutMs, type UnaryAnswer, type UnaryCall } from "../../transcoder/index.ts";
import { type BodyBudget, noRoom } from "../body-budget.ts";
import type { CallClock, Timed } from "../call-clock.ts";
import { requestIdKey } from "../context.ts";
import { mapError } from "../errors/map-error.ts";
import type { Observer } from "../interceptors/observe.ts";
import { newRequestId } from "../request-id.ts";
import { answer, answerError, okTrailers } from "./answer.ts";
import { messageTooLarge } from "./decompress.ts";
import { prefixBytes } from "./frame.ts";
import { BodyReceiver, type ReceivedBody } from "./receive-body.ts";
import { okStatus } from "./status.ts";
import { attend, type StreamCall } from "./stream-call.ts";
import { decodeRequest, encodeResponse, type UnaryMethod } from "./unary-method.ts";

/** What lean calls share. */
export interface LeanOptions {
  readonly messageBytesMax: number;
  /** How long a request may take to arrive, and its response to be fetched. */
  readonly requestTimeoutMs: number;
  readonly clock: CallClock;
  /** Bounds all requests together. */
  readonly budget: BodyBudget;
  /** Told of calls that no interceptor has seen. */
  readonly observe: Observer;
}

/** What a stream of node's http2 asks for. */
interface Incoming {
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Serves a unary gRPC call on a stream of node's http2: reads the request whole, has it answered, writes the
 * response in one piece. Connect's own handler does the same through pipelines of async generators, at several
 * times the cost.
 */
export function serveUnary(incoming: Incoming, method: UnaryMethod, options: LeanOptions): void {
  const call = new LeanUnary(incoming, method, options);
  options.clock.add(call);
  attend(incoming.stream, call);
}

class LeanUnary implements UnaryCall, StreamCall, Timed, AnswerWay {
  readonly begun = performance.now();
  readonly requestId = newRequestId();
  readonly requestMethod = "POST";
  readonly protocolName = "grpc";
  readonly url: string;
  readonly header: Headers;
  readonly contextValues = createContextValues().set(requestIdKey, this.requestId).set(answerWayKey, this);
  message!: Message;
  timeoutMs: number | undefined;
  trailers: OutgoingHttpHeaders = okStatus;
  readonly #hold: BodyHold;
  readonly #body: BodyReceiver;
  readonly #incoming: Incoming;
  readonly #method: UnaryMethod;
  readonly #options: LeanOptions;
  #phase: "receiving" | "running" | "answered" = "receiving";
  #gone: ConnectError | undefined;
  #abort: ((reason: unknown) => void) | undefined;
  #isClosed = false;
  #onceClosed: (() => void) | undefined;

  constructor(incoming: Incoming, method: UnaryMethod, options: LeanOptions) {
    this.#incoming = incoming;
    this.#method = method;
    this.#options = options;
    this.#hold = options.budget.hold();
    this.#body = new BodyReceiver(options.messageBytesMax + prefixBytes, this.#hold);
    this.url = incoming.headers[":path"] ?? "";
    this.header = headerView(incoming.headers);
  }

  data(chunk: Buffer): void {
    const refusal = this.#body.take(chunk);
    if (refusal !== undefined) this.#received(refusal);
  }

  ended(): void {
    const body = this.#body.whole();
    if (body !== undefined) this.#received(body);
  }

  closed(): void {
    this.#hold.release();
    this.#options.clock.delete(this);
    this.#isClosed = true;
    this.#onceClosed?.();
    if (this.#phase === "answered") return;
    this.#gone = new ConnectError("the client went away", Code.Canceled);
    this.#abort?.(this.#gone);
    if (this.#phase === "receiving") this.#refuse(this.#gone);
  }

  overdue(ageMs: number): void {
    if (this.#phase === "receiving") this.#refuse(new PlacementError("DEADLINE_EXCEEDED"));
    // The interceptors end what runs for too long; what is left is a client that does not read.
    else if (ageMs > 3 * this.#options.requestTimeoutMs) this.cut();
  }

  onceClosed(listener: () => void): void {
    if (this.#isClosed) listener();
    else this.#onceClosed = listener;
  }

  cut(): void {
    this.#incoming.stream.close(constants.NGHTTP2_CANCEL);
  }

  onAbort(abort: (reason: unknown) => void): void {
    if (this.#gone === undefined) this.#abort = abort;
    else abort(this.#gone);
  }

  /** The whole request is here, or why it is not. */
  #received(body: ReceivedBody): void {
    if (this.#phase !== "receiving") return;
    this.#phase = "running";
    try {
      const message = this.#decode(body);
      if (!(message instanceof Promise)) this.#invoke(message);
      // Who is gone has no room, nor any use for an answer.
      else
        message
          .then((inflated) => this.#invoke(inflated))
          .catch((error) => this.#refuse(this.#gone ?? error));
    } catch (error) {
      this.#refuse(error);
    }
  }

  #decode(body: ReceivedBody): Message | Promise<Message> {
    const { headers } = this.#incoming;
    const timeout = headers["grpc-timeout"];
    if (timeout !== undefined) this.timeoutMs = this.#remaining(String(timeout));
    if (body === "too-large") throw messageTooLarge(this.#options.messageBytesMax);
    if (body === "no-room") throw noRoom();
    const bytesMax = this.#options.messageBytesMax;
    const takeRoom = (bytes: number) => this.#hold.take(bytes);
    return decodeRequest(this.#method, headers, body, { bytesMax, takeRoom });
  }

  #remaining(timeout: string): number {
    const timeoutMs = grpcTimeoutMs(timeout);
    if (timeoutMs === undefined) throw new ConnectError("grpc-timeout is malformed", Code.InvalidArgument);
    return timeoutMs - (performance.now() - this.begun);
  }

  #invoke(message: Message): void {
    this.message = message;
    this.#method.invoke(this).then(
      (response) => this.#answer(response),
      (error) => this.#answerError(error instanceof ConnectError ? error : mapError(error, this.requestId)),
    );
  }

  #answer({ message, header, trailer }: UnaryAnswer): void {
    if (this.#gone !== undefined || !this.#canAnswer()) return;
    try {
      const frame = encodeResponse(this.#method, message);
      this.trailers = okTrailers(trailer);
      this.#phase = "answered";
      answer(this.#incoming.stream, this.requestId, frame, header);
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** Ends a call that the interceptors have not seen the end of. */
  #refuse(reason: unknown): void {
    const error = mapError(reason, this.requestId);
    const { requestId, begun } = this;
    this.#options.observe({
      requestId,
      method: this.url.slice(1),
      protocol: this.protocolName,
      durationMs: performance.now() - begun,
      error,
    });
    this.#answerError(error);
  }

  #answerError(error: ConnectError): void {
    this.#phase = "answered";
    if (this.#canAnswer()) answerError(this.#incoming.stream, this.requestId, error);
  }

  #canAnswer(): boolean {
    const { stream } = this.#incoming;
    return !stream.destroyed && !stream.closed && !stream.headersSent;
  }
}
