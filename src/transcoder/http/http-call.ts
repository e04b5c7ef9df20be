import type { Message } from "@bufbuild/protobuf";
import { Code, ConnectError, type ContextValues } from "@connectrpc/connect";
import { headerView } from "../header-view.ts";
import type { UnaryCall, Violation } from "../invoke.ts";
import type { NodeRequest, NodeResponse } from "./node-messages.ts";

/** A unary call that came as an HTTP request. */
export class HttpCall implements UnaryCall {
  readonly message: Message;
  readonly violations: readonly Violation[];
  readonly contextValues: ContextValues | undefined;
  readonly protocolName = "rest";
  readonly #req: NodeRequest;
  readonly #res: NodeResponse;

  constructor(
    req: NodeRequest,
    res: NodeResponse,
    message: Message,
    violations: readonly Violation[],
    contextValues: ContextValues | undefined,
  ) {
    this.#req = req;
    this.#res = res;
    this.message = message;
    this.violations = violations;
    this.contextValues = contextValues;
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
    const res = this.#res;
    const gone = () => {
      if (!res.writableEnded) abort(new ConnectError("the client went away", Code.Canceled));
    };
    if (this.#req.destroyed && !this.#req.readableEnded) gone();
    else res.once("close", gone);
  }
}
