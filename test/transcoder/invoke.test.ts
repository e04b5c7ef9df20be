import { create } from "@bufbuild/protobuf";
import {
  createContextKey,
  createContextValues,
  createMethodImplSpec,
  type HandlerContext,
  type Interceptor,
} from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { bindingViolations, compileUnary, isLeanCall, type UnaryCall } from "../../src/transcoder/invoke.ts";
import { type EchoRequest, EchoRequestSchema, EchoService } from "../server/gen/echo/v1/echo_pb.ts";

const { echo, repeat } = EchoService.method;
const colour = createContextKey("none");

function call(more: Partial<UnaryCall> = {}): UnaryCall {
  return {
    message: create(EchoRequestSchema, { text: "x" }),
    header: new Headers({ "x-in": "1" }),
    requestMethod: "POST",
    url: "/echo.v1.EchoService/Echo",
    protocolName: "test",
    ...more,
  };
}

/** Compiles a handler with interceptors. */
function compile(
  handle: (request: EchoRequest, context: HandlerContext) => object,
  ...interceptors: Interceptor[]
) {
  return compileUnary(
    createMethodImplSpec(echo, async (request, context) => handle(request, context)),
    interceptors,
  );
}

describe("compileUnary()", () => {
  test("hands the handler all that Connect's context promises", async () => {
    let seen: HandlerContext | undefined;
    const invoke = compile((_, context) => {
      seen = context;
      context.responseHeader.set("x-out", "2");
      context.responseTrailer.set("x-end", "3");
      return { text: "y" };
    });
    const contextValues = createContextValues().set(colour, "red");
    const answer = await invoke(call({ contextValues, timeoutMs: 60_000 }));
    expect(answer.message).toStrictEqual({ text: "y" });
    expect([answer.header.get("x-out"), answer.trailer.get("x-end")]).toStrictEqual(["2", "3"]);
    expect(seen).toMatchObject({
      method: echo,
      service: EchoService,
      requestMethod: "POST",
      url: "/echo.v1.EchoService/Echo",
      protocolName: "test",
    });
    expect([seen?.requestHeader.get("x-in"), seen?.values.get(colour)]).toStrictEqual(["1", "red"]);
    expect(seen?.timeoutMs()).toBeGreaterThan(1000);
    expect(seen?.signal.aborted).toBe(false);
  });

  test("runs interceptors from the first to the last", async () => {
    const trace: string[] = [];
    const tracer =
      (name: string): Interceptor =>
      (next) =>
      async (request) => {
        trace.push(`${name} in`);
        const response = await next(request);
        trace.push(`${name} out`);
        return response;
      };
    await compile(() => ({}), tracer("a"), tracer("b"))(call());
    expect(trace).toStrictEqual(["a in", "b in", "b out", "a out"]);
  });

  test("lets interceptors pass on a changed copy of the request, and return one of the response", async () => {
    const change: Interceptor = (next) => async (request) => {
      if (request.stream) return next(request);
      const response = await next({ ...request, message: create(EchoRequestSchema, { text: "changed" }) });
      return { ...response, message: create(EchoRequestSchema, { text: "again" }) } as typeof response;
    };
    const look: Interceptor = (next) => async (request) => {
      expect([request.signal.aborted, request.header.get("x-in")]).toStrictEqual([false, "1"]);
      return next(request);
    };
    let aborted: unknown;
    let abort: ((reason: unknown) => void) | undefined;
    const invoke = compile(
      (request, context) => {
        context.signal.addEventListener("abort", () => {
          aborted = context.signal.reason;
        });
        abort?.("gone");
        context.responseHeader.set("x-out", request.text);
        return {};
      },
      change,
      look,
    );
    const onAbort = (received: (reason: unknown) => void) => {
      abort = received;
    };
    const answer = await invoke(call({ onAbort }));
    expect(answer.message).toMatchObject({ text: "again" });
    expect(answer.header.get("x-out")).toBe("changed");
    expect(aborted).toBe("gone");
  });

  test("respects a signal that an interceptor puts in place of the call's", async () => {
    const controller = new AbortController();
    controller.abort("mine");
    const replace: Interceptor = (next) => (request) =>
      next({ ...request, signal: controller.signal } as typeof request);
    let reason: unknown;
    const invoke = compile((_, context) => {
      reason = context.signal.reason;
      return {};
    }, replace);
    await invoke(call());
    expect(reason).toBe("mine");
  });

  test("asks how to be aborted only when somebody looks at the signal, and once", async () => {
    let asked = 0;
    const onAbort = () => {
      asked += 1;
    };
    await compile(() => ({}))(call({ onAbort }));
    expect(asked).toBe(0);
    await compile((_, context) => ({ text: `${context.signal.aborted}${context.signal.aborted}` }))(
      call({ onAbort }),
    );
    expect(asked).toBe(1);
  });

  test("shows a signal that was aborted before anybody looked as aborted", async () => {
    const abortFirst: Interceptor = (next) => (request) => {
      if (isLeanCall(request)) request.abort("too late");
      return next(request);
    };
    let reason: unknown;
    const invoke = compile((_, context) => {
      reason = context.signal.reason;
      return {};
    }, abortFirst);
    await invoke(call());
    expect(reason).toBe("too late");
  });

  test("tells the handler what was wrong with the binding", async () => {
    let seen: unknown;
    const invoke = compile((_, context) => {
      seen = context.values.get(bindingViolations);
      return {};
    });
    const violations = [{ field: "text", rule: "type", message: "is no string" }];
    await invoke(call({ violations }));
    expect(seen).toStrictEqual(violations);
    await invoke(call());
    expect(seen).toStrictEqual([]);
  });

  test("rejects, and never throws", async () => {
    const rude: Interceptor = () => () => {
      throw new Error("rude");
    };
    await expect(compile(() => ({}), rude)(call())).rejects.toThrow("rude");
    const failing = compile(() => {
      throw new Error("handler");
    });
    await expect(failing(call())).rejects.toThrow("handler");
  });

  test("is for unary methods only", () => {
    const spec = createMethodImplSpec(repeat, async function* () {});
    expect(() => compileUnary(spec, [])).toThrow("Repeat is not unary");
  });
});
