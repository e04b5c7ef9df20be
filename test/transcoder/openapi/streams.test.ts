import type { JsonObject } from "@bufbuild/protobuf";
import type { ConnectRouter } from "@connectrpc/connect";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { transcodeRoutes } from "../../../src/transcoder/index.ts";
import { createChecks, pointerTo } from "../../kit/json-schemas.ts";
import { StreamService } from "../gen/library/v1/stream_pb.ts";
import { ask } from "../kit/ask.ts";
import { at, documentOf } from "../kit/library-document.ts";
import { type Served, serve } from "../kit/serve.ts";
import { createStreams } from "../kit/streams.ts";

const document = documentOf([StreamService]);
const checks = createChecks(document, { closed: true });
const follow = ["paths", "/v1/events/{shelf}", "get", "responses", "200", "content"] as const;
const titles = ["paths", "/v1/events/{shelf}/titles", "get", "responses", "200", "content"] as const;
const item = "x-oai-itemSchema";

let served: Served;
beforeAll(async () => {
  const routes = (router: ConnectRouter) => router.service(StreamService, createStreams().implementation);
  const eventId = (message: object) => String((message as { number: bigint }).number);
  served = await serve(transcodeRoutes(routes, { streams: { eventId } }));
});
afterAll(() => served[Symbol.asyncDispose]());

/** Server-sent events as objects, as OpenAPI 3.2 describes them. */
function eventsOf(text: string): Record<string, string>[] {
  const blocks = text.split("\n\n").filter(Boolean);
  return blocks.map((block) => Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/, 2))));
}

describe("the document of a stream", () => {
  test("is one that a validator of others takes", async () => {
    expect((await new Validator().validate(structuredClone(document))).errors).toBeUndefined();
  });

  test.each([
    ["a?count=2", follow, 2, "all is well"],
    ["a?count=0", follow, 0, "nothing happens"],
    ["broken", follow, 3, "the third is an error"],
    ["a/titles?count=1&title_length=3", titles, 1, "a field of each message"],
    ["broken/titles", titles, 3, "a field of each message, and an error"],
  ])("describes what comes of /v1/events/%s, in each form: %s", async (path, keys, count, _why) => {
    const get = async (accept: string) =>
      (await ask(served.url, `GET /v1/events/${path}`, { headers: { accept } })).bytes.toString();

    const line = checks(pointerTo(...keys, "application/x-ndjson", item));
    const lines = (await get("application/x-ndjson")).split("\n").filter(Boolean);
    expect(lines.map((text) => line(JSON.parse(text)))).toEqual(Array(count).fill([]));

    const array = JSON.parse(await get("application/json")) as unknown[];
    expect(checks(pointerTo(...keys, "application/json", "schema"))(array)).toEqual([]);
    expect(array).toHaveLength(count);

    const events = eventsOf(await get("text/event-stream"));
    const isBroken = path.startsWith("broken");
    const kinds = isBroken ? [0, 0, 1] : [...Array(count).fill(0), 2];
    const eventAt = [...keys, "text/event-stream", item];
    const options = (at(document, ...eventAt) as { oneOf: JsonObject[] }).oneOf;
    expect(options).toHaveLength(3);
    expect(events.map((event) => checks(pointerTo(...eventAt))(event))).toEqual(kinds.map(() => []));
    // What is in the data is a schema of its own, which no validator looks into by itself.
    const data = (i: number) => [
      ...eventAt,
      "oneOf",
      String(kinds[i]),
      "properties",
      "data",
      "contentSchema",
    ];
    expect(events.map((event, i) => checks(pointerTo(...data(i)))(JSON.parse(event.data ?? "")))).toEqual(
      kinds.map(() => []),
    );
  });

  test.each([
    ["a member too many", { number: "1", title: "", error: {} }],
    ["an error that is none", { error: "it fell over" }],
    ["an error with more", { error: { code: 15, message: "", details: [] }, more: 1 }],
    ["nothing", {}],
  ])("has no line with %s", (_what, value) => {
    expect(checks(pointerTo(...follow, "application/x-ndjson", item))(value)).not.toEqual([]);
  });

  test("tells of a stream of bytes that it is bytes", () => {
    const { content } = at(document, "paths", "/v1/files/{shelf}", "get", "responses", "200");
    expect(content).toEqual({ "*/*": { schema: {} } });
  });

  test("describes what is answered before a stream begins", async () => {
    const answer = await ask(served.url, "GET /v1/events/missing");
    expect(answer.status).toBe(404);
    const failure = ["components", "responses", "Failure", "content", "application/json", "schema"];
    expect(checks(pointerTo(...failure))(answer.json)).toEqual([]);
  });
});
