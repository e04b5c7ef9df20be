import { create } from "@bufbuild/protobuf";
import {
  createContextKey,
  createContextValues,
  createMethodImplSpec,
  type HandlerContext,
  type Interceptor,
  type StreamRequest,
} from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { bindingViolations, compileStream, type UnaryCall } from "../../src/transcoder/index.ts";
import {
  type Event,
  type FollowRequest,
  FollowRequestSchema,
  StreamService,
  UploadService,
} from "./gen/library/v1/stream_pb.ts";

const { follow } = StreamService.method;
const colour = createContextKey("none");

function call(more: Partial<UnaryCall> = {}): UnaryCall {
  return {
    message: create(FollowRequestSchema, { shelf: "x" }),
    header: new Headers({ "x-in": "1" }),
    requestMethod: "GET",
    url: "/v1/events/x",
    protocolName: "test",
    ...more,
  };
}

/** Compiles a handler of two events with interceptors. */
function compile(see: (request: FollowRequest, context: HandlerContext) => void, ...all: Interceptor[]) {
  const spec = createMethodImplSpec(follow, async function* (request, context) {
    see(request, context);
    yield { number: 1n };
    context.responseTrailer.set("x-end", "3");
    yield { number: 2n };
  });
  return compileStream(spec, all);
}

async function numbers(messages: AsyncIterable<unknown>): Promise<bigint[]> {
  const found: bigint[] = [];
  for await (const message of messages) found.push((message as Event).number);
  return found;
}

/** Passes on another request. */
function changing(change: (request: StreamRequest) => object): Interceptor {
  return (next) => (request) => next({ ...request, ...change(request as StreamRequest) } as StreamRequest);
}

describe("compileStream()", () => {
  test("hands the handler all that Connect's context promises", async () => {
    let seen: HandlerContext | undefined;
    const invoke = compile((_, context) => {
      seen = context;
      context.responseHeader.set("x-out", "2");
    });
    const contextValues = createContextValues().set(colour, "red");
    const answer = await invoke(call({ contextValues, timeoutMs: 60_000 }));
    expect(await numbers(answer.message)).toEqual([1n, 2n]);
    expect([answer.header.get("x-out"), answer.trailer.get("x-end")]).toEqual(["2", "3"]);
    expect(seen).toMatchObject({
      method: follow,
      service: StreamService,
      requestMethod: "GET",
      url: "/v1/events/x",
      protocolName: "test",
    });
    expect([seen?.requestHeader.get("x-in"), seen?.values.get(colour)]).toEqual(["1", "red"]);
    expect(seen?.timeoutMs()).toBeGreaterThan(1000);
    expect(seen?.signal.aborted).toBe(false);
  });

  test("shows interceptors what Connect shows them", async () => {
    const seen: unknown[] = [];
    const look: Interceptor = (next) => async (request) => {
      const { stream, method, service, url, requestMethod } = request;
      const response = await next(request);
      seen.push({ stream, method, service, url, requestMethod, answers: response.stream });
      return response;
    };
    await numbers((await compile(() => {}, look)(call())).message);
    const facts = { method: follow, service: StreamService, url: "/v1/events/x", requestMethod: "GET" };
    expect(seen).toEqual([{ ...facts, stream: true, answers: true }]);
  });

  test("lets them change the request, its signal and headers, and the messages", async () => {
    const controller = new AbortController();
    controller.abort("mine");
    const another = changing(() => ({
      message: (async function* () {
        yield create(FollowRequestSchema, { shelf: "changed" });
      })(),
      header: new Headers({ "x-in": "7" }),
      signal: controller.signal,
    }));
    let seen: unknown[] = [];
    const invoke = compile((request, { signal, requestHeader }) => {
      seen = [request.shelf, signal.reason, requestHeader.get("x-in")];
    }, another);
    await numbers((await invoke(call())).message);
    expect(seen).toEqual(["changed", "mine", "7"]);
  });

  test("refuses to pass on none, or several messages", async () => {
    const send = (count: number) =>
      changing(({ message }) => ({
        message: (async function* () {
          for await (const one of message) for (let sent = 0; sent < count; sent++) yield one;
        })(),
      }));
    await expect(compile(() => {}, send(0))(call())).rejects.toThrow("no message");
    await expect(compile(() => {}, send(2))(call())).rejects.toThrow("more than one");
  });

  test("aborts the handler's signal", async () => {
    let abort: ((reason: unknown) => void) | undefined;
    let signal: AbortSignal | undefined;
    const invoke = compile((_, context) => {
      signal = context.signal;
    });
    const { message } = await invoke(
      call({
        onAbort: (received) => {
          abort = received;
        },
      }),
    );
    await numbers(message);
    abort?.("gone");
    expect(signal?.reason).toBe("gone");
  });

  test("tells the handler what was wrong with the binding", async () => {
    let seen: unknown;
    const invoke = compile((_, context) => {
      seen = context.values.get(bindingViolations);
    });
    const violations = [{ field: "shelf", rule: "type", message: "is no string" }];
    await numbers((await invoke(call({ violations }))).message);
    expect(seen).toEqual(violations);
  });

  test("rejects, and never throws", async () => {
    const rude: Interceptor = () => () => {
      throw new Error("rude");
    };
    await expect(compile(() => {}, rude)(call())).rejects.toThrow("rude");
  });

  test("is for streams of answers to one request only", () => {
    const spec = createMethodImplSpec(UploadService.method.talk, async function* () {});
    expect(() => compileStream(spec, [])).toThrow("Talk does not stream answers to one request");
  });
});
