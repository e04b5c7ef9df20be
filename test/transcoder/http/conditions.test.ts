import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Archive, createArchive } from "../kit/archive.ts";
import { ask } from "../kit/ask.ts";
import { libraryHandler } from "../kit/library-handler.ts";
import { type Served, serve } from "../kit/serve.ts";

let archive: Archive;
let served: Served;
beforeEach(async () => {
  archive = createArchive();
  served = await serve(libraryHandler({}, [], archive));
});
afterEach(() => served[Symbol.asyncDispose]());

const json = { "content-type": "application/json" };

type Row = readonly [headers: Readonly<Record<string, string>>, status: number, why: string];

function check(line: string, rows: readonly Row[], body?: string): void {
  for (const [headers, status, why] of rows) {
    test(`${line} ${JSON.stringify(headers)}: ${why}`, async () => {
      const said = body === undefined ? { headers } : { headers: { ...json, ...headers }, body };
      expect((await ask(served.url, line, said)).status).toBe(status);
    });
  }
}

describe("an entity tag", () => {
  test("is the response field that the method says, in quotes", async () => {
    const { headers } = await ask(served.url, "GET /v1/documents/a");
    expect(headers.etag).toBe('"7"');
  });

  test("is there for HEAD, and for a field inside of the response", async () => {
    expect((await ask(served.url, "HEAD /v1/documents/a")).headers.etag).toBe('"7"');
    const put = await ask(served.url, "PUT /v1/documents/a", { headers: json, body: "{}" });
    expect([put.status, put.headers.etag]).toEqual([200, '"8"']);
  });

  test("is another one for each coding, and all of them match", async () => {
    archive.documents.set("long", { id: "long", title: "x".repeat(5000), revision: 3n });
    const coded = { "accept-encoding": "gzip" };
    const { headers, bytes } = await ask(served.url, "GET /v1/documents/long", { headers: coded });
    expect(headers.etag).toBe('"3--gzip"');
    expect(gunzipSync(bytes).length).toBeGreaterThan(5000);
    const again = { ...coded, "if-none-match": '"3--gzip"' };
    const second = await ask(served.url, "GET /v1/documents/long", { headers: again });
    expect([second.status, second.headers.etag]).toEqual([304, '"3--gzip"']);
    const change = { ...json, "if-match": '"3--gzip"' };
    expect((await ask(served.url, "PUT /v1/documents/long", { headers: change, body: "{}" })).status).toBe(
      200,
    );
  });
});

describe("a GET with a condition", () => {
  check("GET /v1/documents/a", [
    [{ "if-none-match": '"7"' }, 304, "the client has it"],
    [{ "if-none-match": 'W/"7"' }, 304, "weakly compared"],
    [{ "if-none-match": '"6", "7"' }, 304, "among others"],
    [{ "if-none-match": "*" }, 304, "whatever it is"],
    [{ "if-none-match": '"6"' }, 200, "the client has something else"],
    [{ "if-none-match": "7" }, 400, "tags stand in quotes"],
    [{ "if-match": '"7"' }, 200, "it is what the client means"],
    [{ "if-match": "*" }, 200, "there is something"],
    [{ "if-match": '"6"' }, 412, "it is not"],
    [{ "if-match": 'W/"7"' }, 412, "weak tags don't count"],
    [{ "if-match": '"6"', "if-none-match": '"7"' }, 412, "If-Match is looked at first"],
  ]);
  check("GET /v1/documents/none", [[{ "if-none-match": "*" }, 404, "an error is no state to have"]]);
  check("GET /v1/shelves/7", [[{ "if-match": '"9"' }, 200, "methods without tags know no conditions"]]);

  test("adds what it depends on to what is said already", async () => {
    await using other = await serve((req, res) => {
      res.setHeader("vary", "Origin");
      libraryHandler({}, [], archive)(req, res);
    });
    const headers = { "if-none-match": '"7"' };
    const answer = await ask(other.url, "GET /v1/documents/a", { headers });
    expect([answer.status, answer.headers.vary]).toEqual([304, "Origin, accept-encoding"]);
  });

  test("has neither body nor type where nothing changed", async () => {
    const headers = { "if-none-match": '"7"' };
    const answer = await ask(served.url, "GET /v1/documents/a", { headers });
    expect([answer.bytes.length, answer.headers["content-type"], answer.headers.etag]).toEqual([
      0,
      undefined,
      '"7"',
    ]);
  });
});

describe("a change with If-Match", () => {
  check(
    "PUT /v1/documents/a",
    [
      [{}, 200, "there need not be one"],
      [{ "if-match": '"7"' }, 200, "it is the present revision"],
      [{ "if-match": "*" }, 400, "the method would create what is not there, and can't be told not to"],
      [{ "if-match": '"6"' }, 412, "somebody else wrote first"],
      [{ "if-match": 'W/"7"' }, 412, "weak tags don't count"],
      [{ "if-match": '"seven"' }, 412, "no revision is that"],
      [{ "if-match": '"99999999999999999999"' }, 412, "or that"],
      [{ "if-match": 'W/"7", "7"' }, 200, "the only one that could match counts"],
      [{ "if-match": '"6", "7"' }, 400, "a request has room for one"],
      [{ "if-match": "7" }, 400, "tags stand in quotes"],
      [{ "if-match": "" }, 400, "and are there"],
    ],
    "{}",
  );

  test("is refused with the words of the RPC", async () => {
    const headers = { ...json, "if-match": '"6"' };
    const { status, json: body } = await ask(served.url, "PUT /v1/documents/a", { headers, body: "{}" });
    expect([status, body.message]).toEqual([412, "somebody else wrote first"]);
  });

  const withBody = (revision: number, ifMatch?: string) =>
    ask(served.url, "POST /v1/documents", {
      headers: ifMatch === undefined ? json : { ...json, "if-match": ifMatch },
      body: JSON.stringify({ document: { id: "a" }, revision }),
    });

  test("is 409 where only the body says the revision", async () => {
    expect((await withBody(6)).status).toBe(409);
    expect((await withBody(7)).status).toBe(200);
  });

  test("is 412 where both say it, and 400 where they differ", async () => {
    expect((await withBody(6, '"6"')).status).toBe(412);
    const { status, json: body } = await withBody(7, '"6"');
    expect([status, body.message]).toEqual([400, 'revision is not what If-Match says: "7"; expected "6"']);
    expect((await withBody(7, '"7"')).status).toBe(200);
  });

  test("stays a 404 where there is nothing to change", async () => {
    const headers = { ...json, "if-match": '"6"' };
    expect((await ask(served.url, "PATCH /v1/documents/none", { headers, body: "{}" })).status).toBe(404);
  });
});

describe("a change with If-Match of what is there in any case", () => {
  check("PATCH /v1/documents/a", [[{ "if-match": "*" }, 200, "any revision will do"]], "{}");
  check("PATCH /v1/documents/none", [[{ "if-match": "*" }, 404, "there is none"]], "{}");

  test("creates nothing", async () => {
    const headers = { ...json, "if-match": "*" };
    expect((await ask(served.url, "PUT /v1/documents/b", { headers, body: "{}" })).status).toBe(400);
    expect((await ask(served.url, "GET /v1/documents/b")).status).toBe(404);
  });
});

describe("a change with If-None-Match", () => {
  check(
    "PUT /v1/documents/a",
    [
      [{ "if-none-match": "*" }, 412, "there is one"],
      [{ "if-none-match": '"7"' }, 400, "only whether there is one can be asked"],
      [{ "if-match": '"7"', "if-none-match": "*" }, 412, "both can't be true"],
    ],
    "{}",
  );
  check("PUT /v1/documents/b", [[{ "if-none-match": "*" }, 200, "there is none"]], "{}");
});
