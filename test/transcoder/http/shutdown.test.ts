import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import type { AddressInfo } from "node:net";
import { Code, ConnectError, type ConnectRouter } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { type TranscodeOptions, transcodeRoutes } from "../../../src/transcoder/index.ts";
import { StreamService } from "../gen/library/v1/stream_pb.ts";
import { ask } from "../kit/ask.ts";
import { follow } from "../kit/follow.ts";
import { serve, serveHttp2 } from "../kit/serve.ts";
import { createStreams } from "../kit/streams.ts";

/** A library that can be told to stop. */
function library(options: TranscodeOptions = {}) {
  const streams = createStreams();
  const stopping = new AbortController();
  const routes = (router: ConnectRouter) => router.service(StreamService, streams.implementation);
  const { signal: shutdownSignal } = stopping;
  const handler = transcodeRoutes(routes, { ...options, streams: { ...options.streams, shutdownSignal } });
  return { handler, streams, stop: (reason?: unknown) => stopping.abort(reason) };
}

const slow = "/v1/events/a?pause_milliseconds=20";
const status = {
  code: Code.Unavailable,
  message: "the server is about to stop",
  details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retry_delay: "1s" }],
};

describe("a server that stops", () => {
  test.each([
    ["application/x-ndjson", `\n{"error":${JSON.stringify(status)}}\n`],
    ["application/json", `,\n{"error":${JSON.stringify(status)}}]\n`],
    ["text/event-stream", `\n\nretry: 1000\nevent: error\ndata: ${JSON.stringify(status)}\n\n`],
  ])("ends %s in its own form, and says when to come back", async (accept, end) => {
    const { handler, streams, stop } = library();
    await using served = await serve(handler);
    using following = await follow(served.url, `GET ${slow}`, { accept });
    await following.until('"number":"2"');
    stop();
    const text = await following.until();
    expect(text.slice(-end.length)).toBe(end);
    await expect.poll(streams.open).toBe(0);
    expect(streams.aborted).toMatchObject([{ code: Code.Unavailable }]);
  });

  test("breaks bytes off: nobody may take them for the whole", async () => {
    const { handler, streams, stop } = library();
    await using served = await serve(handler);
    using following = await follow(served.url, "GET /v1/files/a?pause_milliseconds=20");
    await following.until("2,");
    stop();
    await expect(following.until()).rejects.toThrow();
    await expect.poll(streams.open).toBe(0);
  });

  test("ends streams in HTTP/2, and leaves their connection to others", async () => {
    const { handler, stop } = library();
    await using served = await serveHttp2(handler);
    const session = connectHttp2(served.url);
    const stream = session.request({ ":path": slow }).setEncoding("utf8");
    let text = "";
    stream.on("data", (chunk: string) => (text += chunk));
    await expect.poll(() => text).toContain('"number":"2"');
    stop();
    await once(stream, "end");
    expect(text.endsWith(`{"error":${JSON.stringify(status)}}\n`)).toBe(true);
    const [head] = (await once(session.request({ ":path": "/nowhere" }), "response")) as [object];
    expect(head).toMatchObject({ ":status": 404 });
    session.destroy();
  });

  test.each(["a", "deaf"])("refuses what has no message yet, on the shelf %s too", async (shelf) => {
    const { handler, streams, stop } = library();
    await using served = await serve(handler);
    const asked = ask(served.url, `GET /v1/events/${shelf}?pause_milliseconds=1000`);
    await expect.poll(streams.open).toBe(1);
    stop();
    const { status: httpStatus, headers } = await asked;
    expect([httpStatus, headers["retry-after"]]).toEqual([503, "1"]);
    await expect.poll(streams.open, { timeout: 5000 }).toBe(0);
  });

  test("calls nobody for a stream any more", async () => {
    const { handler, streams, stop } = library();
    await using served = await serve(handler);
    stop();
    expect((await ask(served.url, "GET /v1/events/a?count=1")).status).toBe(503);
    expect(streams.produced()).toBe(0);
  });

  test("has nothing to do with streams that are over", async () => {
    const { handler, streams, stop } = library();
    await using served = await serve(handler);
    expect((await ask(served.url, "GET /v1/events/a?count=1")).status).toBe(200);
    stop();
    expect(streams.aborted).toEqual([]);
  });

  test("may say so itself, and does not wait for a client that does not read", async () => {
    const { handler, streams, stop } = library();
    await using served = await serve(handler);
    using following = await follow(served.url, "GET /v1/events/a?title_length=100000");
    await expect.poll(streams.produced).toBeGreaterThan(5);
    stop(new ConnectError("moving house", Code.Aborted));
    await expect.poll(streams.open).toBe(0);
    const lines = (await following.until()).trimEnd().split("\n");
    const last = JSON.parse(lines.at(-1) ?? "") as object;
    expect(last).toEqual({ error: { code: Code.Aborted, message: "moving house", details: [] } });
  });

  test("can be closed at once where a stream is all that there is", async () => {
    const { handler, stop } = library();
    const server = createServer(handler);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    using following = await follow(`http://127.0.0.1:${port}`, `GET ${slow}`);
    await following.until('"number":"1"');
    const closed = new Promise((resolve) => server.close(resolve));
    stop();
    await following.until();
    await closed;
  });
});

/** The events that an EventSource of node's gets, in a process of its own: the flag turns it on. */
function listen(url: string) {
  const script = `
    // Its own timer for the next attempt does not keep the process.
    setInterval(() => {}, 1000);
    const source = new EventSource(${JSON.stringify(url)});
    source.onmessage = ({ lastEventId }) => console.log(lastEventId);`;
  const child = spawn(process.execPath, ["--experimental-eventsource", "--no-warnings", "-e", script]);
  const ids: number[] = [];
  child.stdout
    .setEncoding("utf8")
    .on("data", (text: string) => ids.push(...text.trim().split("\n").map(Number)));
  return { ids, [Symbol.dispose]: () => void child.kill() };
}

describe("an EventSource", () => {
  const eventId = (message: object) => String((message as { number: bigint }).number);
  const resume = (id: string, request: object) => Object.assign(request, { after: BigInt(id) });

  test("goes on at the next server with the event after its last", { timeout: 20_000 }, async () => {
    const streams = { eventId, resume };
    const [first, second] = [library({ streams }), library({ streams })];
    let handler = first.handler;
    await using served = await serve((req, res) => handler(req, res));
    using listening = listen(`${served.url}${slow}`);
    await expect.poll(() => listening.ids.length, { timeout: 10_000 }).toBeGreaterThan(2);
    handler = second.handler;
    first.stop();
    await expect.poll(second.streams.produced, { timeout: 10_000 }).toBeGreaterThan(2);
    await expect.poll(() => listening.ids.length).toBeGreaterThan(first.streams.produced() + 1);
    expect(listening.ids).toEqual(listening.ids.map((_, at) => at + 1));
  });
});
