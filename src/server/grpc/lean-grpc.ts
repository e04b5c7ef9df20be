import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { DescMethod } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import type { UnaryInvoker } from "../../transcoder/invoke.ts";
import { newRequestId } from "../request-id.ts";
import { answerError } from "./answer.ts";
import { type LeanOptions, serveUnary } from "./lean-unary.ts";
import { compileMessageWriter } from "./message-writer.ts";
import type { UnaryMethod } from "./unary-method.ts";

/** What gRPC calls are answered by. */
export interface LeanGrpcOptions extends LeanOptions {
  /** Every method of every service, by its path, `/package.Service/Method`. */
  readonly methods: ReadonlyMap<string, DescMethod>;
  readonly invokers: ReadonlyMap<DescMethod, UnaryInvoker>;
}

/** Serves a stream if it is the lean path's business; else returns false. */
export type LeanGrpc = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => boolean;

/**
 * The lean path: unary gRPC calls in protobuf, and gRPC calls of methods that there are not. All else is left to
 * handlers that can do everything.
 */
export function createLeanGrpc(options: LeanGrpcOptions): LeanGrpc {
  const unary = new Map<string, UnaryMethod>();
  for (const [path, method] of options.methods) {
    const invoke = options.invokers.get(method);
    if (invoke === undefined) continue;
    unary.set(path, { input: method.input, write: compileMessageWriter(method.output), invoke });
  }
  return (stream, headers) => {
    const contentType = headers["content-type"];
    if (contentType === undefined || headers[":method"] !== "POST" || !isGrpc(contentType)) return false;
    const path = headers[":path"] ?? "";
    const method = isProtobuf(contentType) ? unary.get(path) : undefined;
    if (method !== undefined) serveUnary({ stream, headers }, method, options);
    else if (options.methods.has(path)) return false;
    else refuseUnknown(stream, path, options);
    return true;
  };
}

function isProtobuf(contentType: string): boolean {
  return contentType === "application/grpc" || contentType === "application/grpc+proto";
}

/** `application/grpc` or with a format, `application/grpc+json`; not gRPC-Web. */
function isGrpc(contentType: string): boolean {
  return isProtobuf(contentType) || /^application\/grpc(?:$|[+;])/.test(contentType);
}

function refuseUnknown(stream: ServerHttp2Stream, path: string, options: LeanOptions): void {
  const requestId = newRequestId();
  const error = new ConnectError("no such method", Code.Unimplemented);
  stream.on("error", () => {});
  answerError(stream, requestId, error);
  options.observe({ requestId, method: path.slice(1), protocol: "grpc", durationMs: 0, error });
}
