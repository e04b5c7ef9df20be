import type {
  DescMessage,
  DescMethodUnary,
  DescService,
  Message,
  MessageInitShape,
} from "@bufbuild/protobuf";
import {
  type ContextKey,
  type ContextValues,
  createContextKey,
  createContextValues,
  type HandlerContext,
  type Interceptor,
  type MethodImplSpec,
  type UnaryRequest,
  type UnaryResponse,
} from "@connectrpc/connect";
import { type LazyHeaders, lazyHeaders } from "./header-view.ts";

/** One broken rule of a request's shape, found while it was bound to its message. */
export interface Violation {
  /** Path in the request message, with proto field names and map keys: `inventories["VCPU"].total`. */
  readonly field: string;
  readonly rule: string;
  readonly message: string;
  readonly value?: unknown;
  readonly limit?: unknown;
}

/** A unary call whose request has been bound to its message, by whatever protocol. */
export interface UnaryCall {
  readonly message: Message;
  readonly violations?: readonly Violation[] | undefined;
  readonly header: Headers;
  readonly requestMethod: string;
  readonly url: string;
  readonly protocolName: string;
  readonly contextValues?: ContextValues | undefined;
  /** What the client allows, in milliseconds from now. */
  readonly timeoutMs?: number | undefined;
  /**
   * Called at most once, when something first asks for the call's signal: `abort` is to be called when the
   * client goes away, and at once if it already has. Calls that never look at their signal don't pay for it.
   */
  onAbort?(abort: (reason: unknown) => void): void;
}

/** What a unary call came to. The message may be an init shape: writing it out decides whether that matters. */
export interface UnaryAnswer {
  readonly message: MessageInitShape<DescMessage>;
  readonly header: Headers;
  readonly trailer: Headers;
}

/** Answers one call, or rejects with what the interceptors made of the error. */
export type UnaryInvoker = (call: UnaryCall) => Promise<UnaryAnswer>;

/** What the binder found wrong with the request: handlers decide when to refuse it. */
export const bindingViolations: ContextKey<readonly Violation[]> = createContextKey<readonly Violation[]>(
  [],
  {
    description: "violations found while the request was bound",
  },
);

type UnarySpec = Extract<MethodImplSpec, { kind: "unary" }>;
type Next = ReturnType<Interceptor>;

/**
 * Composes a service's unary method with its interceptors, once, into what a protocol calls for each request.
 *
 * Connect's own way to do so is private to its handlers and builds objects for each call that most calls never
 * look at: here headers and the signal come into being when somebody asks.
 */
export function compileUnary(spec: MethodImplSpec, interceptors: readonly Interceptor[]): UnaryInvoker {
  if (spec.kind !== "unary") throw new TypeError(`${spec.method.name} is not unary`);
  let next = innermost(spec);
  for (const interceptor of interceptors.toReversed()) next = interceptor(adopting(next));
  const service = spec.method.parent;
  return (call) => {
    try {
      return next(new Exchange(service, spec.method, call)) as Promise<UnaryResponse>;
    } catch (error) {
      // An interceptor need not be an async function; its callers need one way to fail.
      return Promise.reject(error);
    }
  };
}

/**
 * What interceptors and the handler of a lean call share: the request that interceptors see is the context that
 * the handler gets. Beyond Connect's interfaces it can be aborted, by whoever keeps the deadline.
 */
export interface LeanCall extends UnaryRequest, HandlerContext {
  readonly method: DescMethodUnary;
  /** Why the call was aborted, if it was; asking does not bring the signal into being. */
  readonly aborted: { readonly reason: unknown } | undefined;
  /** Aborts the call's signal, now or as soon as somebody asks for it. */
  abort(reason: unknown): void;
}

/** Tells a lean call's request, which can be aborted, from one of Connect's own. */
export function isLeanCall(request: object): request is LeanCall {
  return request instanceof Exchange;
}

function innermost(spec: UnarySpec): Next {
  const { method, impl } = spec;
  return async (request) => {
    // `adopting`, or the absence of interceptors, made sure of the type.
    const exchange = request as Exchange;
    return new Result(exchange, method, await impl(exchange.message, exchange));
  };
}

/**
 * Lets an interceptor pass on a changed copy of the request: a spread loses what lives in the prototype, above all
 * the signal that does not exist yet.
 */
function adopting(next: Next): Next {
  return (request) => next(request instanceof Exchange ? request : Exchange.from(request as UnaryRequest));
}

class Exchange implements LeanCall {
  readonly stream = false as const;
  readonly service: DescService;
  readonly method: DescMethodUnary;
  readonly message: Message;
  readonly header: Headers;
  readonly requestMethod: string;
  readonly url: string;
  readonly protocolName: string;
  readonly contextValues: ContextValues;
  readonly responseHeader: LazyHeaders = lazyHeaders();
  readonly responseTrailer: LazyHeaders = lazyHeaders();
  readonly control: Control;

  constructor(service: DescService, method: DescMethodUnary, call: UnaryCall, control = new Control(call)) {
    this.service = service;
    this.method = method;
    this.message = call.message;
    this.header = call.header;
    this.requestMethod = call.requestMethod;
    this.url = call.url;
    this.protocolName = call.protocolName;
    this.contextValues = call.contextValues ?? createContextValues();
    this.control = control;
    if (call.violations !== undefined && call.violations.length > 0) {
      this.contextValues.set(bindingViolations, call.violations);
    }
  }

  static from(copy: UnaryRequest & Partial<Pick<Exchange, "control" | "protocolName">>): Exchange {
    if (copy.control === undefined)
      throw new TypeError("an interceptor passed on a request that it was not given");
    // An own `signal` is one that an interceptor put in place of the call's.
    const control = Object.hasOwn(copy, "signal") ? copy.control.withSignal(copy.signal) : copy.control;
    return new Exchange(copy.service, copy.method, { protocolName: "", ...copy }, control);
  }

  get signal(): AbortSignal {
    return this.control.signal;
  }

  get aborted(): { readonly reason: unknown } | undefined {
    return this.control.aborted;
  }

  get requestHeader(): Headers {
    return this.header;
  }

  get values(): ContextValues {
    return this.contextValues;
  }

  timeoutMs = (): number | undefined => this.control.timeoutMs();

  abort(reason: unknown): void {
    this.control.abort(reason);
  }
}

/** A call's life: how long it may last, and the signal that ends it early. */
class Control {
  readonly #call: UnaryCall;
  readonly #deadline: number | undefined;
  #controller: AbortController | undefined;
  #signal: AbortSignal | undefined;
  #aborted: { readonly reason: unknown } | undefined;

  constructor(call: UnaryCall) {
    this.#call = call;
    this.#deadline = call.timeoutMs === undefined ? undefined : performance.now() + call.timeoutMs;
  }

  get signal(): AbortSignal {
    this.#signal ??= this.#listen();
    return this.#signal;
  }

  get aborted(): { readonly reason: unknown } | undefined {
    return this.#aborted;
  }

  timeoutMs(): number | undefined {
    return this.#deadline === undefined ? undefined : this.#deadline - performance.now();
  }

  abort(reason: unknown): void {
    if (this.#aborted !== undefined) return;
    this.#aborted = { reason };
    this.#controller?.abort(reason);
  }

  withSignal(signal: AbortSignal): Control {
    const timeoutMs = this.timeoutMs();
    const control = new Control(timeoutMs === undefined ? this.#call : { ...this.#call, timeoutMs });
    control.#signal = signal;
    return control;
  }

  #listen(): AbortSignal {
    const controller = new AbortController();
    this.#controller = controller;
    if (this.#aborted !== undefined) controller.abort(this.#aborted.reason);
    else this.#call.onAbort?.((reason) => this.abort(reason));
    return controller.signal;
  }
}

class Result implements UnaryResponse {
  readonly stream = false as const;
  readonly service: DescService;
  readonly method: DescMethodUnary;
  readonly message: Message;
  readonly header: Headers;
  readonly trailer: Headers;

  constructor(exchange: Exchange, method: DescMethodUnary, message: MessageInitShape<DescMessage>) {
    this.service = exchange.service;
    this.method = method;
    this.message = message as Message;
    this.header = exchange.responseHeader;
    this.trailer = exchange.responseTrailer;
  }
}
