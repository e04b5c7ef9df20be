import type { DescMethod } from "@bufbuild/protobuf";
import { type ContextValues, createContextValues } from "@connectrpc/connect";
import type { Principal } from "../domain/policy/principal.ts";
import type { RestEvent } from "../rest/index.ts";
import { answerWayKey } from "../service/large-answers.ts";
import type { BodyHold, UnaryInvoker } from "../transcoder/index.ts";
import type { BodyBudget } from "./body-budget.ts";
import { principalKey, requestIdKey } from "./context.ts";
import { mapError } from "./errors/map-error.ts";
import type { HttpResponse } from "./http-handler.ts";
import { identify } from "./identify.ts";
import type { Observer } from "./interceptors/observe.ts";
import { newRequestId } from "./request-id.ts";
import { ResponseWay } from "./response-way.ts";

/** What a REST dialect needs of the server that it lives in. */
export interface RestParts {
  /** What calls a unary method, by way of the interceptors. Throws for methods that are not served. */
  invoker(method: DescMethod): UnaryInvoker;
  /** Who calls; undefined without credentials. */
  identify(header: Headers): Principal | undefined;
  newRequestId(): string;
  contextValues(requestId: string, principal: unknown, response: HttpResponse): ContextValues;
  /** Takes note of a request that reached no call; the interceptors do so of the others. */
  observe(event: RestEvent): void;
  readonly limits: { readonly bodyBytes: number };
  /** Room for one request's body. */
  holdBody(): BodyHold;
}

/** Gathers them. */
export function createRestParts(
  invokers: ReadonlyMap<DescMethod, UnaryInvoker>,
  observe: Observer,
  bodies: { readonly bytesMax: number; readonly budget: BodyBudget },
): RestParts {
  return {
    invoker(method) {
      const invoker = invokers.get(method);
      if (invoker === undefined)
        throw new TypeError(`${method.parent.typeName}/${method.name} is not served`);
      return invoker;
    },
    identify,
    newRequestId,
    contextValues: (requestId, principal, response) =>
      createContextValues()
        .set(requestIdKey, requestId)
        .set(answerWayKey, new ResponseWay(response))
        .set(principalKey, principal as Principal | undefined),
    observe: ({ requestId, method, path, status, durationMs, error }) =>
      observe({
        requestId,
        method: `${method} ${path}`,
        protocol: "rest",
        status,
        durationMs,
        error: error === undefined ? undefined : mapError(error, requestId),
      }),
    limits: { bodyBytes: bodies.bytesMax },
    holdBody: () => bodies.budget.hold(),
  };
}
