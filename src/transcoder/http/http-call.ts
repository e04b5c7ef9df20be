import type { Message } from "@bufbuild/protobuf";
import { Code, ConnectError, type ContextValues } from "@connectrpc/connect";
import { headerView } from "../header-view.ts";
import type { UnaryCall, Violation } from "../invoke.ts";
import { isGone, type NodeRequest, type NodeResponse } from "./node-messages.ts";

/** What makes a call beside the request and response that it came in. */
export interface HttpCallInit {
  readonly message: Message;
  readonly violations: readonly Violation[];
  readonly contextValues: ContextValues | undefined;
  /** Milliseconds from now; undefined for any time. */
  readonly timeoutMs: number | undefined;
}

/** A call with one request that came over HTTP. */
export class HttpCall implements UnaryCall {
  readonly message: Message;
  readonly violations: readonly Violation[];
  readonly contextValues: ContextValues | undefined;
  readonly timeoutMs: number | undefined;
  readonly protocolName = "rest";
  readonly #req: NodeRequest;
  readonly #res: NodeResponse;
  #abort: ((reason: unknown) => void) | undefined;
  #reason: unknown;

  constructor(req: NodeRequest, res: NodeResponse, init: HttpCallInit) {
    this.#req = req;
    this.#res = res;
    this.message = init.message;
    this.violations = init.violations;
    this.contextValues = init.contextValues;
    this.timeoutMs = init.timeoutMs;
  }

  get header(): Headers {
    return headerView(this.#req);
  }

  get requestMethod(): string {
    return this.#req.method ?? "";
  }

  get url(): string {
    return this.#req.url ?? "/";
  }

  onAbort(abort: (reason: unknown) => void): void {
    this.#abort = abort;
    const res = this.#res;
    const gone = () => {
      if (!res.writableEnded) abort(new ConnectError("the client went away", Code.Canceled));
    };
    if (this.#reason !== undefined) abort(this.#reason);
    else if (isGone(res)) gone();
    else res.once("close", gone);
  }

  /** Aborts the call's signal, now or as soon as somebody asks for it. */
  abort(reason: unknown): void {
    this.#reason = reason;
    this.#abort?.(reason);
  }
}
