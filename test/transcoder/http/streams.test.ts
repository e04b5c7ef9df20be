import type { ConnectRouter } from "@connectrpc/connect";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileRoute, createHttpHandler, routerOf, transcodeRoutes } from "../../../src/transcoder/index.ts";
import { StreamService } from "../gen/library/v1/stream_pb.ts";
import { ask } from "../kit/ask.ts";
import { rule } from "../kit/compile.ts";
import { follow } from "../kit/follow.ts";
import { type Served, serve, serveHttp2 } from "../kit/serve.ts";
import { createStreams } from "../kit/streams.ts";

const streams = createStreams();
const routes = (router: ConnectRouter) => router.service(StreamService, streams.implementation);
const eventId = (message: object) => String((message as { number: bigint }).number);

let served: Served;
beforeAll(async () => {
  served = await serve(transcodeRoutes(routes, { limits: { bodyBytes: 1000 } }));
});
afterAll(() => served[Symbol.asyncDispose]());

const sse = { accept: "text/event-stream" };
const array = { accept: "application/json" };

async function text(line: string, headers: Record<string, string> = {}, body?: string): Promise<string> {
  const answer = await ask(served.url, line, { headers, ...(body !== undefined && { body }) });
  expect(answer.status).toBe(200);
  return answer.bytes.toString();
}

describe("a stream", () => {
  const two = ['{"number":"1","title":""}', '{"number":"2","title":""}'] as const;

  test("is lines of JSON, the messages as they are", async () => {
    const answer = await ask(served.url, "GET /v1/events/a?count=2");
    expect(answer.bytes.toString()).toBe(`${two[0]}\n${two[1]}\n`);
    expect(answer.headers).toMatchObject({
      "content-type": "application/x-ndjson",
      vary: "accept",
      "transfer-encoding": "chunked",
    });
  });

  test("is server-sent events for whom wants them, and says when it is over", async () => {
    const answer = await ask(served.url, "GET /v1/events/a?count=2", { headers: sse });
    const end = "event: end\ndata: {}\n\n";
    expect(answer.bytes.toString()).toBe(`data: ${two[0]}\n\ndata: ${two[1]}\n\n${end}`);
    expect(answer.headers).toMatchObject({
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
  });

  test("is an array for whom takes nothing but JSON", async () => {
    const answer = await ask(served.url, "GET /v1/events/a?count=2", { headers: array });
    expect(answer.json).toEqual(two.map((line) => JSON.parse(line)));
    expect(answer.headers["content-type"]).toBe("application/json");
  });

  test.each([
    ["*/*", "application/x-ndjson", "anything"],
    ["application/*", "application/x-ndjson", "anything of the kind"],
    ["text/html, */*;q=0.8", "application/x-ndjson", "a browser"],
    ["text/*", "text/event-stream", "the only one of the kind"],
    ["text/event-stream;charset=utf-8", "text/event-stream", "a parameter"],
    ["text/event-stream, */*", "text/event-stream", "what is named goes before what is taken"],
    ["application/json, text/event-stream", "text/event-stream", "both are named: the one that streams"],
    ["application/json, text/event-stream;q=0.5", "application/json", "the better one"],
    ["application/x-ndjson, application/json", "application/x-ndjson", "both are named: the lines"],
    ["application/x-ndjson;q=0, */*", "text/event-stream", "the most exact range counts"],
    [",;,", "application/x-ndjson", "nothing that could be understood"],
  ])("for Accept: %s is %s: %s", async (accept, type) => {
    const { headers } = await ask(served.url, "GET /v1/events/a?count=0", { headers: { accept } });
    expect(headers["content-type"]).toBe(type);
  });

  test("is refused to whom takes none of its forms, before the call", async () => {
    const before = streams.produced();
    const answer = await ask(served.url, "GET /v1/events/a", { headers: { accept: "text/html" } });
    expect(answer.status).toBe(406);
    expect(answer.json.message).toContain("application/x-ndjson or text/event-stream or application/json");
    expect(streams.produced()).toBe(before);
  });

  test("is always a success, whatever the hook for statuses says of calls", async () => {
    const status = () => 202;
    await using other = await serve(transcodeRoutes(routes, { hooks: { status } }));
    expect((await ask(other.url, "GET /v1/events/a?count=1")).status).toBe(200);
    expect((await ask(other.url, "GET /v1/files/a?count=1")).status).toBe(200);
  });

  test("may be empty", async () => {
    expect(await text("GET /v1/events/a?count=0")).toBe("");
    expect(await text("GET /v1/events/a?count=0", array)).toBe("[]\n");
    expect(await text("GET /v1/events/a?count=0", sse)).toBe("event: end\ndata: {}\n\n");
  });

  test("may be asked for by a body", async () => {
    expect(await text("POST /v1/events", {}, '{"shelf":"a","count":1}')).toBe(`${two[0]}\n`);
  });

  test("may be of one field of its messages", async () => {
    expect(await text("GET /v1/events/a/titles?count=2&title_length=1")).toBe('"x"\n"x"\n');
  });

  test("is as much of a stream in HTTP/2", async () => {
    await using other = await serveHttp2(transcodeRoutes(routes));
    const { connect } = await import("node:http2");
    const session = connect(other.url);
    const stream = session
      .request({ ":path": "/v1/events/a?count=3&title_length=40000" })
      .setEncoding("utf8");
    const trailers: object[] = [];
    stream.on("trailers", (headers) => trailers.push(headers));
    let bytes = "";
    for await (const chunk of stream) bytes += chunk as string;
    session.close();
    expect(trailers).toMatchObject([{ "x-total": expect.any(String) as string }]);
    expect(bytes.trim().split("\n")).toHaveLength(3);
  });

  test("has the headers that its handler sets before the first message, and the others as trailers", async () => {
    using following = await follow(served.url, "GET /v1/events/a?count=1");
    await following.until();
    expect(following.res.headers["x-shelf"]).toBe("a");
    expect(Number(following.res.trailers["x-total"])).toBeGreaterThan(0);
  });

  test("is not compressed", async () => {
    const headers = { "accept-encoding": "gzip, br" };
    const answer = await ask(served.url, "GET /v1/events/a?count=1&title_length=5000", { headers });
    expect([answer.headers["content-encoding"], answer.bytes.length > 5000]).toEqual([undefined, true]);
  });

  test.each([
    ["", "application/x-ndjson"],
    ["text/event-stream", "text/event-stream"],
  ])("answers HEAD with its head, and does not go on (Accept: %s)", async (accept, type) => {
    const headers = accept === "" ? {} : { accept };
    const before = streams.produced();
    const answer = await ask(served.url, "HEAD /v1/events/a", { headers });
    expect([answer.status, answer.headers["content-type"], answer.bytes.length]).toEqual([200, type, 0]);
    expect(answer.headers["x-shelf"]).toBe("a");
    expect(streams.produced() - before).toBe(1);
    expect((await ask(served.url, "HEAD /v1/events/missing", { headers })).status).toBe(404);
    await expect.poll(() => streams.open()).toBe(0);
  });
});

describe("a stream that fails", () => {
  const status = { code: 15, message: "it fell over", details: [] };
  const failing = "GET /v1/events/broken?count=9";

  test.each([
    ["GET /v1/events/missing", 404, "the handler fails before the first message"],
    ["GET /v1/events/odd?after=1", 500, "the first message can't be written"],
    ["GET /v1/events/a?count=x", 400, "the request is wrong"],
    ["POST /v1/events/a", 405, "there is no such method"],
  ])("%s is answered with %i, where %s", async (line, code) => {
    for (const headers of [{}, sse, array]) {
      const answer = await ask(served.url, line, { headers });
      expect([answer.status, answer.headers["content-type"]]).toEqual([code, "application/json"]);
    }
  });

  test("later on says so in its last line", async () => {
    const lines = (await text(failing)).trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    expect(JSON.parse(lines[2] ?? "")).toEqual({ error: status });
  });

  test("later on says so in an event, and does not say that it ended", async () => {
    const events = (await text(failing, sse)).split("\n\n");
    expect(events.slice(2)).toEqual([`event: error\ndata: ${JSON.stringify(status)}`, ""]);
  });

  test("later on says so in the last element", async () => {
    const elements = JSON.parse(await text(failing, array)) as unknown[];
    expect([elements.length, elements[2]]).toEqual([3, { error: status }]);
  });

  test("tells nothing of errors that are nobody's business", async () => {
    const last = (await text("GET /v1/events/odd")).trimEnd().split("\n").at(-1) ?? "";
    expect(JSON.parse(last)).toEqual({ error: { code: 13, message: "internal error", details: [] } });
    await expect.poll(() => streams.open()).toBe(0);
  });
});

describe("a stream of google.api.HttpBody", () => {
  test("is the bytes one after the other, of the type of the first", async () => {
    const answer = await ask(served.url, "GET /v1/files/a?count=3", { headers: { accept: "image/png" } });
    expect([answer.headers["content-type"], answer.bytes.toString()]).toEqual(["text/csv", "1,\n2,\n3,\n"]);
    const untyped = await ask(served.url, "GET /v1/files/untyped?count=1");
    expect(untyped.headers["content-type"]).toBe("application/octet-stream");
    const empty = await ask(served.url, "GET /v1/files/a?count=0");
    expect([empty.status, empty.headers["content-type"], empty.bytes.length]).toEqual([
      200,
      "application/octet-stream",
      0,
    ]);
  });

  test("may be asked for by bytes, and be of one field of its messages", async () => {
    const headers = { "content-type": "image/png" };
    const body = new Uint8Array([255, 0, 10]);
    const pieces = await ask(served.url, "POST /v1/split", { headers, body });
    expect([pieces.headers["content-type"], ...pieces.bytes]).toEqual(["image/png", 255, 0, 10]);
    const events = await ask(served.url, "PUT /v1/events/a/file?first=7", { headers, body });
    expect(events.bytes.toString()).toBe('{"number":"7","title":"a image/png 3"}\n');
    const none = await ask(served.url, "PUT /v1/events/a/file");
    expect(none.bytes.toString()).toBe('{"number":"0","title":"a (none) -1"}\n');
    expect((await ask(served.url, "POST /v1/split")).bytes).toHaveLength(0);
    expect((await ask(served.url, "POST /v1/split?data=AQ", { body })).status).toBe(400);
  });

  test("breaks off where it fails: nobody may take it for the whole", async () => {
    await expect(ask(served.url, "GET /v1/files/broken?count=9")).rejects.toThrow();
    expect((await ask(served.url, "GET /v1/files/missing")).status).toBe(404);
  });

  test("breaks off in HTTP/2 too, and leaves the connection to others", async () => {
    await using other = await serveHttp2(transcodeRoutes(routes));
    const { connect } = await import("node:http2");
    const session = connect(other.url);
    const read = async (path: string) => {
      let bytes = "";
      for await (const chunk of session.request({ ":path": path }).setEncoding("utf8"))
        bytes += chunk as string;
      return bytes;
    };
    await expect(read("/v1/files/broken?count=9")).rejects.toThrow();
    expect(await read("/v1/files/a?count=1")).toBe("1,\n");
    session.close();
  });
});

describe("the ids of events", () => {
  test("are what the hook says", async () => {
    await using other = await serve(transcodeRoutes(routes, { streams: { eventId } }));
    const answer = await ask(other.url, "GET /v1/events/a?count=1&after=6", { headers: sse });
    expect(answer.bytes.toString()).toMatch(/^id: 7\ndata: \{.*\}\n\nevent: end\n/);
    expect((await ask(other.url, "GET /v1/events/a?count=1")).bytes.toString()).toMatch(/^\{.*\}\n$/);
  });

  test("can't be lines of their own", async () => {
    const broken = { eventId: () => "1\ndata: lies" };
    await using other = await serve(transcodeRoutes(routes, { streams: broken }));
    expect((await ask(other.url, "GET /v1/events/a?count=1", { headers: sse })).status).toBe(500);
  });

  test("come back in Last-Event-ID, for the hook to go on from there", async () => {
    const seen: string[] = [];
    const resume = (id: string, request: object) => {
      seen.push(id);
      Object.assign(request, { after: BigInt(id.replace("é", "")) });
    };
    await using other = await serve(transcodeRoutes(routes, { streams: { eventId, resume } }));
    const again = (id: string, headers: Record<string, string>) =>
      ask(other.url, "GET /v1/events/a?count=1", { headers: { ...headers, "last-event-id": id } });
    expect((await again("41", sse)).bytes.toString()).toMatch(/^id: 42\n/);
    expect((await again(Buffer.from("é5").toString("latin1"), sse)).bytes.toString()).toMatch(/^id: 6\n/);
    // It throws a SyntaxError, which is the service's affair.
    expect((await again("no number", sse)).status).toBe(500);
    expect((await again("", sse)).bytes.toString()).toMatch(/^id: 1\n/);
    expect((await again("41", {})).bytes.toString()).toContain('"number":"1"');
    expect(seen).toEqual(["41", "é5", "no number"]);
  });
});

describe("a handler without a way to call streams", () => {
  test("does not start", () => {
    const router = routerOf([compileRoute(StreamService.method.follow, rule("GET /x"))]);
    const invoker = () => () => Promise.reject(new Error("not for streams"));
    expect(() => createHttpHandler({ router, invoker })).toThrow("there is no streamInvoker");
  });
});
