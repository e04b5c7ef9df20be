import type { DescMethod, DescService } from "@bufbuild/protobuf";
import {
  type ConnectRouter,
  createMethodImplSpec,
  createServiceImplSpec,
  type Interceptor,
  type MethodImpl,
  type MethodImplSpec,
  type ServiceImpl,
} from "@connectrpc/connect";
import type { RouterOptions } from "./binding-rules.ts";
import { createMethodRouter } from "./compile-routes.ts";
import { createHttpHandler, type HttpHandler } from "./http/http-handler.ts";
import type { HttpHandlerOptions } from "./http/http-parts.ts";
import { compileUnary, type UnaryInvoker } from "./invoke.ts";
import { compileStream, type StreamInvoker } from "./invoke-stream.ts";

/** How routes are served: the options of the handler and of its router, and the interceptors of all calls. */
export interface TranscodeOptions extends Omit<HttpHandlerOptions, "router" | "invoker" | "streamInvoker"> {
  readonly interceptors?: readonly Interceptor[];
  readonly binding?: RouterOptions;
}

/**
 * Serves what a Connect router is told to serve by its `google.api.http` rules: the very function that is given to
 * Connect's adapters, so that an implementation has one place. Streams of requests are left to the RPC protocols. Throws
 * RuleError where a rule can't be served.
 */
export function transcodeRoutes(
  routes: (router: ConnectRouter) => unknown,
  options: TranscodeOptions = {},
): HttpHandler {
  const { interceptors = [], binding, ...rest } = options;
  const recorder = new Recorder(interceptors);
  routes(recorder);
  const { invokers, streamInvokers } = recorder;
  const router = createMethodRouter([...invokers.keys(), ...streamInvokers.keys()], binding);
  return createHttpHandler({
    ...rest,
    router,
    // The router's methods are the recorder's.
    invoker: (method) => invokers.get(method) as UnaryInvoker,
    streamInvoker: (method) => streamInvokers.get(method) as StreamInvoker,
  });
}

type Options = Parameters<ConnectRouter["rpc"]>[2];

/** Takes down what is registered, as Connect's own router does. */
class Recorder implements ConnectRouter {
  readonly handlers: ConnectRouter["handlers"] = [];
  readonly invokers = new Map<DescMethod, UnaryInvoker>();
  readonly streamInvokers = new Map<DescMethod, StreamInvoker>();
  readonly #interceptors: readonly Interceptor[];

  constructor(interceptors: readonly Interceptor[]) {
    this.#interceptors = interceptors;
  }

  service<T extends DescService>(
    service: T,
    implementation: Partial<ServiceImpl<T>>,
    options?: Options,
  ): this {
    const { methods } = createServiceImplSpec(service, implementation);
    for (const spec of Object.values(methods)) this.#add(spec, options?.interceptors);
    return this;
  }

  rpc<M extends DescMethod>(method: M, implementation: MethodImpl<M>, options?: Options): this {
    this.#add(createMethodImplSpec(method, implementation), options?.interceptors);
    return this;
  }

  #add(spec: MethodImplSpec, own: readonly Interceptor[] = []): void {
    const interceptors = [...this.#interceptors, ...own];
    if (spec.kind === "unary") this.invokers.set(spec.method, compileUnary(spec, interceptors));
    else if (spec.kind === "server_streaming") {
      this.streamInvokers.set(spec.method, compileStream(spec, interceptors));
    }
  }
}
