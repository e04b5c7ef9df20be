import { Code, ConnectError, type StreamRequest, type UnaryRequest } from "@connectrpc/connect";
import { PlacementError } from "../../domain/errors.ts";
import { remarkKey } from "../../service/remark.ts";
import { isLeanCall } from "../../transcoder/invoke.ts";
import { requestIdKey, tellerKey } from "../context.ts";
import { mapError } from "../errors/map-error.ts";
import { newRequestId } from "../request-id.ts";
import type { Observer } from "./observe.ts";

/**
 * A call from its begin to its one end, of which the observer is told. It has ended before it began where somebody has
 * told of its request already: its client left as it was read.
 */
export class CallRecord {
  readonly requestId: string;
  readonly #request: UnaryRequest | StreamRequest;
  readonly #observe: Observer;
  readonly #begun = performance.now();
  #ended: boolean;

  constructor(request: UnaryRequest | StreamRequest, observe: Observer) {
    const { contextValues } = request;
    this.requestId = contextValues.get(requestIdKey) || newRequestId();
    contextValues.set(requestIdKey, this.requestId);
    this.#ended = contextValues.get(tellerKey) === "request";
    if (!this.#ended) contextValues.set(tellerKey, "call");
    this.#request = request;
    this.#observe = observe;
  }

  /** Whether the observer was told of the call, or of its request: there is nobody to answer. */
  get hasEnded(): boolean {
    return this.#ended;
  }

  /** The call was answered. Without effect on a call that has ended. */
  succeed(): void {
    this.#end(undefined);
  }

  /** The call failed; returns what its caller is to be told. */
  fail(reason: unknown): ConnectError {
    const error = mapError(this.#whyAborted(reason) ?? reason, this.requestId);
    this.#end(error);
    return error;
  }

  /** What a handler throws when its call is aborted is its own affair, and no fault. */
  #whyAborted(reason: unknown): ConnectError | undefined {
    if (reason instanceof PlacementError || reason instanceof ConnectError) return undefined;
    const request = this.#request;
    if (isLeanCall(request))
      return request.aborted && ConnectError.from(request.aborted.reason, Code.Canceled);
    return request.signal.aborted ? ConnectError.from(request.signal.reason, Code.Canceled) : undefined;
  }

  #end(error: ConnectError | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    const { service, method, contextValues } = this.#request;
    this.#observe({
      requestId: this.requestId,
      method: `${service.typeName}/${method.name}`,
      protocol: protocolOf(this.#request),
      durationMs: performance.now() - this.#begun,
      error,
      remark: contextValues.get(remarkKey),
    });
  }
}

/** Connect tells interceptors no protocol: its requests show it in their headers. */
function protocolOf(request: UnaryRequest | StreamRequest): string {
  if (isLeanCall(request)) return request.protocolName;
  const contentType = request.header.get("content-type") ?? "";
  if (contentType.startsWith("application/grpc-web")) return "grpc-web";
  return contentType.startsWith("application/grpc") ? "grpc" : "connect";
}
