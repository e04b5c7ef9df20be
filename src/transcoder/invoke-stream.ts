import {
  create,
  type DescMessage,
  type DescMethodServerStreaming,
  type Message,
  type MessageInitShape,
} from "@bufbuild/protobuf";
import {
  createContextValues,
  type HandlerContext,
  type Interceptor,
  type MethodImplSpec,
  type StreamRequest,
  type StreamResponse,
} from "@connectrpc/connect";
import { bindingViolations, type UnaryCall } from "./invoke.ts";

/** What a server-streaming call came to, before its first message: headers are to be read when that is there. */
export interface StreamAnswer {
  readonly message: AsyncIterable<Message>;
  readonly header: Headers;
  readonly trailer: Headers;
}

/** Begins to answer one call, or rejects with what the interceptors made of the error. */
export type StreamInvoker = (call: UnaryCall) => Promise<StreamAnswer>;

type StreamSpec = Extract<MethodImplSpec, { kind: "server_streaming" }>;

/**
 * Puts a service's server-streaming method behind its interceptors. They see what they see in Connect: a
 * StreamRequest of one message, and a StreamResponse whose messages they may wrap.
 */
export function compileStream(spec: MethodImplSpec, interceptors: readonly Interceptor[]): StreamInvoker {
  if (spec.kind !== "server_streaming") {
    throw new TypeError(`${spec.method.name} does not stream answers to one request`);
  }
  return async (call) => {
    const context = contextOf(spec.method, call);
    // The innermost part is the call's own: a copy of the request that an interceptor passes on has no context.
    let next = innermost(spec, context) as ReturnType<Interceptor>;
    for (const interceptor of interceptors.toReversed()) next = interceptor(next);
    return (await next(requestOf(spec.method, call.message, context))) as StreamResponse;
  };
}

function innermost({ method, impl }: StreamSpec, context: HandlerContext) {
  return async (request: StreamRequest): Promise<StreamResponse> => {
    const { service, header: requestHeader, signal, contextValues: values } = request;
    const { responseHeader: header, responseTrailer: trailer } = context;
    const message = await onlyMessage(request.message);
    const answers = impl(message, { ...context, service, requestHeader, signal, values });
    return { stream: true, service, method, header, trailer, message: normalized(method.output, answers) };
  };
}

/** An interceptor may have put other messages in the place of the one that came. */
async function onlyMessage(messages: AsyncIterable<Message>): Promise<Message> {
  let only: Message | undefined;
  for await (const message of messages) {
    if (only !== undefined) throw new TypeError("an interceptor passed on more than one message");
    only = message;
  }
  if (only === undefined) throw new TypeError("an interceptor passed on no message");
  return only;
}

async function* normalized(output: DescMessage, messages: AsyncIterable<MessageInitShape<DescMessage>>) {
  for await (const message of messages) yield create(output, message);
}

function requestOf(
  method: DescMethodServerStreaming,
  message: Message,
  context: HandlerContext,
): StreamRequest {
  const { service, requestMethod, url, signal, requestHeader: header, values: contextValues } = context;
  return {
    stream: true,
    service,
    method,
    requestMethod,
    url,
    signal,
    header,
    contextValues,
    message: (async function* () {
      yield message;
    })(),
  };
}

function contextOf(method: DescMethodServerStreaming, call: UnaryCall): HandlerContext {
  const { requestMethod, url, protocolName, header: requestHeader, violations = [], timeoutMs } = call;
  const controller = new AbortController();
  call.onAbort?.((reason) => controller.abort(reason));
  const values = call.contextValues ?? createContextValues();
  if (violations.length > 0) values.set(bindingViolations, violations);
  const deadline = timeoutMs === undefined ? undefined : performance.now() + timeoutMs;
  return {
    service: method.parent,
    method,
    requestMethod,
    url,
    protocolName,
    requestHeader,
    values,
    signal: controller.signal,
    timeoutMs: () => (deadline === undefined ? undefined : deadline - performance.now()),
    responseHeader: new Headers(),
    responseTrailer: new Headers(),
  };
}
