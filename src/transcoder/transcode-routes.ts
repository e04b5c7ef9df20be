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

/** How routes are served: the options of the handler and of its router, and the interceptors of all calls. */
export interface TranscodeOptions extends Omit<HttpHandlerOptions, "router" | "invoker"> {
  readonly interceptors?: readonly Interceptor[];
  readonly binding?: RouterOptions;
}

/**
 * Serves what a Connect router is told to serve by its `google.api.http` rules: the very function that is given to
 * Connect's adapters, so that an implementation has one place. Streams are left to the RPC protocols. Throws RuleError
 * where a rule can't be served.
 */
export function transcodeRoutes(
  routes: (router: ConnectRouter) => unknown,
  options: TranscodeOptions = {},
): HttpHandler {
  const { interceptors = [], binding, ...rest } = options;
  const recorder = new Recorder(interceptors);
  routes(recorder);
  const { invokers } = recorder;
  const router = createMethodRouter([...invokers.keys()], binding);
  // The router's methods are the recorder's.
  return createHttpHandler({ ...rest, router, invoker: (method) => invokers.get(method) as UnaryInvoker });
}

type Options = Parameters<ConnectRouter["rpc"]>[2];

/** Takes down what is registered, as Connect's own router does. */
class Recorder implements ConnectRouter {
  readonly handlers: ConnectRouter["handlers"] = [];
  readonly invokers = new Map<DescMethod, UnaryInvoker>();
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
    if (spec.kind === "unary") {
      this.invokers.set(spec.method, compileUnary(spec, [...this.#interceptors, ...own]));
    }
  }
}
