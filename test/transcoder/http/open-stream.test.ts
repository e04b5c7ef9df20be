import { setTimeout as delay } from "node:timers/promises";
import { Code, ConnectError, type ConnectRouter, type Interceptor } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { type TranscodeOptions, transcodeRoutes } from "../../../src/transcoder/index.ts";
import { StreamService } from "../gen/library/v1/stream_pb.ts";
import { ask } from "../kit/ask.ts";
import { follow } from "../kit/follow.ts";
import { type Served, serve, serveHttp2 } from "../kit/serve.ts";
import { createStreams, type Streams } from "../kit/streams.ts";

const sse = { accept: "text/event-stream" };

interface Library extends AsyncDisposable {
  readonly served: Served;
  readonly streams: Streams;
}

/** A library of its own, that nobody else reads from. */
async function library(options: TranscodeOptions = {}, listen = serve): Promise<Library> {
  const streams = createStreams();
  const routes = (router: ConnectRouter) => router.service(StreamService, streams.implementation);
  const served = await listen(transcodeRoutes(routes, options));
  return { served, streams, [Symbol.asyncDispose]: () => served[Symbol.asyncDispose]() };
}

/** Waits until a figure does not change any more; gives up where it only grows. */
async function settled(figure: () => number): Promise<number> {
  for (let last = -1; ; last = figure()) {
    await delay(200);
    if (figure() === last || figure() > 2000) return last;
  }
}

describe("a client that does not read", () => {
  const endless = "GET /v1/events/a?title_length=100000";

  test("is not sent to, nothing piles up for it, and it goes on when it does", async () => {
    await using here = await library();
    using following = await follow(here.served.url, endless);
    const produced = await settled(here.streams.produced);
    // What the sockets' buffers in between take; with a buffer of our own it would grow without end.
    expect(produced).toBeGreaterThan(0);
    expect(produced).toBeLessThan(500);
    await following.until(`"number":"${produced + 20}"`);
    expect(here.streams.produced()).toBeGreaterThan(produced);
  });

  test("gets no signs of life either", async () => {
    await using here = await library({ streams: { heartbeatMs: 5 } });
    using following = await follow(here.served.url, endless, sse);
    const produced = await settled(here.streams.produced);
    await delay(100);
    expect(await following.until(`"number":"${produced + 5}"`)).not.toContain(":\n\n");
  });

  test("in HTTP/2 neither", async () => {
    await using here = await library({}, serveHttp2);
    const { connect } = await import("node:http2");
    const session = connect(here.served.url);
    const stream = session.request({ ":path": "/v1/events/a?title_length=100000" });
    const produced = await settled(here.streams.produced);
    expect(produced).toBeGreaterThan(0);
    expect(produced).toBeLessThan(500);
    stream.on("data", () => {});
    await expect.poll(here.streams.produced).toBeGreaterThan(produced + 20);
    session.destroy();
    await expect.poll(here.streams.open).toBe(0);
  });

  test("and goes away is noticed all the same", async () => {
    await using here = await library();
    const following = await follow(here.served.url, endless);
    await settled(here.streams.produced);
    following[Symbol.dispose]();
    await expect.poll(here.streams.open).toBe(0);
    expect(here.streams.aborted).toMatchObject([{ code: Code.Canceled }]);
  });
});

describe("a client that goes away", () => {
  test.each([
    ["between two messages", "GET /v1/events/a?pause_milliseconds=20"],
    ["while the next one is long in coming", "GET /v1/events/a?pause_milliseconds=600000"],
  ])("%s reaches the handler's signal, and ends it", async (_, line) => {
    await using here = await library({ streams: { heartbeatMs: 20 } });
    const following = await follow(here.served.url, line, sse);
    await following.until("\n\n");
    expect(here.streams.open()).toBe(1);
    following[Symbol.dispose]();
    await expect.poll(here.streams.open).toBe(0);
    expect(here.streams.aborted).toMatchObject([{ code: Code.Canceled }]);
  });

  test("before there is an answer is the end of it, without a message", async () => {
    const steps: string[] = [];
    const closing = (messages: AsyncIterable<never>) => {
      const iterator = messages[Symbol.asyncIterator]();
      const close = async () => {
        steps.push("closed");
        return { done: true, value: undefined };
      };
      return { [Symbol.asyncIterator]: () => ({ next: () => iterator.next(), return: close }) };
    };
    const hold: Interceptor = (next) => async (request) => {
      const response = await next(request);
      steps.push("begun");
      await new Promise((resolve) => request.signal.addEventListener("abort", resolve));
      steps.push("gone");
      return { ...response, message: closing(response.message as AsyncIterable<never>) } as typeof response;
    };
    await using here = await library({ interceptors: [hold] });
    const asking = new AbortController();
    const asked = fetch(`${here.served.url}/v1/events/a`, { signal: asking.signal });
    await expect.poll(() => steps).toEqual(["begun"]);
    asking.abort();
    await expect(asked).rejects.toThrow();
    await expect.poll(() => steps).toEqual(["begun", "gone", "closed"]);
    expect([here.streams.open(), here.streams.produced()]).toEqual([0, 0]);
  });
});

describe("a client that is gone already", () => {
  test("is not called for", async () => {
    const streams = createStreams();
    const handler = transcodeRoutes((router) => router.service(StreamService, streams.implementation));
    const late = Promise.withResolvers<void>();
    await using served = await serve((req, res) => {
      res.once("close", () => {
        handler(req, res);
        late.resolve();
      });
    });
    const asking = new AbortController();
    const asked = fetch(`${served.url}/v1/events/a`, { signal: asking.signal });
    await delay(50);
    asking.abort();
    await expect(asked).rejects.toThrow();
    await late.promise;
    await delay(50);
    expect([streams.open(), streams.produced()]).toEqual([0, 0]);
  });
});

describe("a stream whose time is over", () => {
  test.each([
    ["its client's", {}, { "connect-timeout-ms": "150" }],
    ["the server's", { streamMs: 150 }, {}],
    ["the shorter one", { streamMs: 150 }, { "connect-timeout-ms": "600000" }],
  ])("%s is told in the stream's own form", async (_, limits, headers) => {
    await using here = await library({ limits });
    const line = "GET /v1/events/a?pause_milliseconds=10";
    const { status, bytes } = await ask(here.served.url, line, { headers });
    expect(status).toBe(200);
    const last = JSON.parse(bytes.toString().trimEnd().split("\n").at(-1) ?? "") as object;
    expect(last).toMatchObject({ error: { code: Code.DeadlineExceeded } });
    await expect.poll(here.streams.open).toBe(0);
    expect(here.streams.aborted).toMatchObject([{ code: Code.DeadlineExceeded }]);
  });

  test("before its first message is 504, and does not wait for those who are deaf to it", async () => {
    await using here = await library({ limits: { streamMs: 50 } });
    const { status } = await ask(here.served.url, "GET /v1/events/deaf?pause_milliseconds=1200");
    expect(status).toBe(504);
    expect(here.streams.open()).toBe(1);
    await expect.poll(here.streams.open, { timeout: 10_000 }).toBe(0);
    expect(here.streams.produced()).toBeLessThanOrEqual(1);
  });

  test("before it begins is 504 without a call", async () => {
    await using here = await library();
    const headers = { "connect-timeout-ms": "0" };
    expect((await ask(here.served.url, "GET /v1/events/a", { headers })).status).toBe(504);
    expect(here.streams.produced()).toBe(0);
  });

  test("is not what callMs says, nor what no timer can wait for", async () => {
    await using here = await library({ limits: { callMs: 20 } });
    const line = "GET /v1/events/a?count=3&pause_milliseconds=30";
    const { bytes } = await ask(here.served.url, line, { headers: { "grpc-timeout": "99999999H" } });
    expect(bytes.toString().trimEnd().split("\n")).toHaveLength(3);
  });
});

describe("a stream in which nothing happens", () => {
  test("shows itself by comments, as server-sent events", async () => {
    await using here = await library({ streams: { heartbeatMs: 30 } });
    const line = "GET /v1/events/a?count=1&pause_milliseconds=400";
    using following = await follow(here.served.url, line, sse);
    expect(here.streams.produced()).toBe(0);
    const text = await following.until();
    expect(text).toMatch(/^(:\n\n){2,}data: .*\n\nevent: end\n/);
  });

  test.each([
    ["application/x-ndjson", /^\{.*\}\n$/],
    ["application/json", /^\[\{.*\}\]\n$/],
  ])("shows its head alone as %s", async (accept, form) => {
    await using here = await library({ streams: { heartbeatMs: 30 } });
    const line = "GET /v1/events/a?count=1&pause_milliseconds=400";
    using following = await follow(here.served.url, line, { accept });
    expect([here.streams.produced(), following.res.statusCode]).toEqual([0, 200]);
    expect(await following.until()).toMatch(form);
  });

  test("answers HEAD all the same", async () => {
    await using here = await library({ streams: { heartbeatMs: 30 } });
    const { status } = await ask(here.served.url, "HEAD /v1/events/a?pause_milliseconds=600000");
    expect(status).toBe(200);
    await expect.poll(here.streams.open).toBe(0);
  });

  test("tells an error in its own form then, even if it is the first that it tells", async () => {
    await using here = await library({ streams: { heartbeatMs: 30 } });
    const line = "GET /v1/events/broken?after=2&pause_milliseconds=300";
    const { status, bytes } = await ask(here.served.url, line, { headers: { accept: "application/json" } });
    expect(status).toBe(200);
    expect(JSON.parse(bytes.toString())).toMatchObject([{ error: { code: Code.DataLoss } }]);
  });

  test("of bytes whose type nobody knows yet waits", async () => {
    await using here = await library({ streams: { heartbeatMs: 30 } });
    const line = "GET /v1/files/a?count=1&pause_milliseconds=300";
    const { headers, bytes } = await ask(here.served.url, line);
    expect([headers["content-type"], bytes.toString()]).toEqual(["text/csv", "1,\n"]);
  });

  test("is left alone where nobody wants signs of life", async () => {
    await using here = await library({ streams: { heartbeatMs: Number.POSITIVE_INFINITY } });
    const line = "GET /v1/events/a?count=1&pause_milliseconds=200";
    const { bytes } = await ask(here.served.url, line, { headers: sse });
    expect(bytes.toString()).toMatch(/^data: /);
  });
});

async function* translated<T>(messages: AsyncIterable<T>): AsyncIterable<T> {
  try {
    yield* messages;
  } catch {
    throw new ConnectError("translated", Code.Unavailable);
  }
}

describe("interceptors", () => {
  test("see the stream's errors, and what they make of them is told", async () => {
    const translate: Interceptor = (next) => async (request) => {
      const response = await next(request);
      if (!response.stream) return response;
      return { ...response, message: translated(response.message) };
    };
    await using here = await library({ interceptors: [translate] });
    const { bytes } = await ask(here.served.url, "GET /v1/events/broken?count=5");
    expect(bytes.toString()).toContain('{"error":{"code":14,"message":"translated","details":[]}}');
  });

  test("refuse a stream by an ordinary error", async () => {
    const refuse: Interceptor = () => () => {
      throw new ConnectError("who are you?", Code.Unauthenticated);
    };
    await using here = await library({ interceptors: [refuse] });
    expect((await ask(here.served.url, "GET /v1/events/a", { headers: sse })).status).toBe(401);
  });
});
