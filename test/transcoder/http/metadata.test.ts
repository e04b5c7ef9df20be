import { once } from "node:events";
import { Agent } from "node:http";
import { connect } from "node:http2";
import { decodeBinaryHeader, encodeBinaryHeader, type Interceptor } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { ask } from "../kit/ask.ts";
import { libraryHandler } from "../kit/library-handler.ts";
import { serve, serveHttp2 } from "../kit/serve.ts";

describe("metadata", () => {
  test("goes in and out as headers, binary metadata in base64", async () => {
    const handler = libraryHandler({}, [
      (next) => async (request) => {
        const answer = await next(request);
        const bytes = decodeBinaryHeader(request.header.get("trace-bin") ?? "");
        answer.header.set("trace-bin", encodeBinaryHeader(bytes.toReversed()));
        answer.trailer.set("cost", request.header.get("budget") ?? "");
        return answer;
      },
    ]);
    await using other = await serve(handler);
    const headers = { "trace-bin": "AAH/", budget: "5" };
    const answer = await ask(other.url, "GET /v1/shelves/7", { headers });
    expect([answer.headers["trace-bin"], answer.headers.cost]).toEqual(["/wEA", "5"]);
  });

  test.each([
    ["AAE=", [0, 1], "padded"],
    ["AAE", [0, 1], "not padded"],
    ["AA==, AQ", [0], "several values, which come as one text"],
  ])("in base64, %s, is left to its reader: %s, %s", async (sent, bytes) => {
    const seen: string[] = [];
    const handler = libraryHandler({}, [
      (next) => (request) => {
        seen.push(request.header.get("trace-bin") ?? "");
        return next(request);
      },
    ]);
    await using other = await serve(handler);
    await ask(other.url, "GET /v1/shelves/7", { headers: { "trace-bin": sent } });
    expect(seen).toEqual([sent]);
    expect([...decodeBinaryHeader(seen[0]?.split(",")[0] ?? "")]).toEqual(bytes);
  });

  const hopByHop = { connection: "close", "keep-alive": "timeout=1", "transfer-encoding": "gzip", te: "x" };
  const framing = { "content-length": "1", "content-type": "text/lies", upgrade: "h2c", trailer: "x" };
  const lying: Interceptor = (next) => async (request) => {
    const answer = await next(request);
    for (const [name, value] of Object.entries({ ...hopByHop, ...framing })) {
      answer.header.set(name, value);
      answer.trailer.set(name, value);
    }
    answer.header.set("x-own", "1");
    return answer;
  };

  test.each(["/v1/shelves/7", "/v1/events/a?count=2", "/v1/documents/a/scan"])(
    "of %s can't say what is the protocol's own to say",
    async (path) => {
      await using plain = await serve(libraryHandler());
      await using other = await serve(libraryHandler({}, [lying]));
      const agent = new Agent({ keepAlive: true });
      const [expected, answer] = [
        await ask(plain.url, `GET ${path}`, { agent }),
        await ask(other.url, `GET ${path}`, { agent }),
      ];
      agent.destroy();
      const { "x-own": own, date: _, ...headers } = answer.headers;
      const { date: __, ...usual } = expected.headers;
      expect([own, answer.bytes, headers]).toEqual(["1", expected.bytes, usual]);
    },
  );

  test("in HTTP/2 can't either", async () => {
    await using other = await serveHttp2(libraryHandler({}, [lying]));
    const session = connect(other.url);
    for (const path of ["/v1/shelves/7", "/v1/events/a?count=2"]) {
      const stream = session.request({ ":path": path });
      const [headers] = (await once(stream, "response")) as [Record<string, unknown>];
      let bytes = 0;
      for await (const chunk of stream) bytes += (chunk as Buffer).length;
      expect(headers).toMatchObject({ ":status": 200, "x-own": "1" });
      expect(headers["content-type"]).not.toBe("text/lies");
      expect(bytes).toBeGreaterThan(10);
    }
    session.destroy();
  });

  test("that can't stand in a header is a fault of the handler's, and changes nothing else", async () => {
    const handler = libraryHandler({}, [
      (next) => async (request) => {
        const answer = await next(request);
        answer.header.set("first", "ok");
        answer.header.set("second", "a\u0001b");
        return answer;
      },
    ]);
    await using other = await serve(handler);
    const { status, headers } = await ask(other.url, "GET /v1/shelves/7");
    expect([status, headers.first]).toEqual([500, undefined]);
  });
});
