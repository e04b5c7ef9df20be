import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { documentFile } from "../../../src/rest/openapi/document-file.ts";
import { useDialectServer } from "../kit/dialect-server.ts";

const committed = JSON.parse(readFileSync(documentFile, "utf8"));

describe("GET /openapi.json", () => {
  const server = useDialectServer();

  test("shows the committed document, to whoever asks", async () => {
    const response = await fetch(`${server.url}/openapi.json`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("cache-control")).toBe("no-cache");
    expect(response.headers.get("x-openstack-request-id")).toMatch(/^req-/);
    expect(await response.json()).toEqual(committed);
    expect(server.calls).toEqual([]);
    expect(server.events.at(-1)).toMatchObject({ method: "GET", path: "/openapi.json", status: 200 });
  });

  test.each([
    [(etag: string) => etag, 304, "what a client has"],
    [(etag: string) => `"other", W/${etag}`, 304, "one of several, made weak on the way"],
    [() => "*", 304, "any"],
    [() => '"other"', 200, "something else"],
  ])("is told apart by its tag: %#", async (tag, status, _why) => {
    const { headers } = await fetch(`${server.url}/openapi.json`);
    const etag = headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    const response = await fetch(`${server.url}/openapi.json`, { headers: { "if-none-match": tag(etag) } });
    expect(response.status).toBe(status);
    expect((await response.text()).length > 0).toBe(status === 200);
  });

  test("answers HEAD without the document", async () => {
    const response = await fetch(`${server.url}/openapi.json`, { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(Number(response.headers.get("content-length"))).toBeGreaterThan(50_000);
    expect(await response.text()).toBe("");
  });

  test("takes a query, and a body that it does not look at", async () => {
    expect((await fetch(`${server.url}/openapi.json?v=1`)).status).toBe(200);
  });

  test.each(["POST", "PUT", "DELETE"])(
    "leaves %s to the dialect, which knows no such path",
    async (method) => {
      expect((await fetch(`${server.url}/openapi.json`, { method })).status).toBe(401);
      const response = await fetch(`${server.url}/openapi.json`, {
        method,
        headers: { "x-auth-token": "admin" },
      });
      expect(response.status).toBe(404);
    },
  );

  test.each(["/openapi.json/", "/openapi", "/openapi.yaml"])("is nowhere else: %s", async (path) => {
    const response = await fetch(server.url + path, { headers: { "x-auth-token": "admin" } });
    expect(response.status).toBe(404);
  });
});

describe("GET /openapi.json below a mount prefix", () => {
  const server = useDialectServer({ front: { mountPrefix: "/placement" } });

  test("is there, and tells where by a relative URL", async () => {
    const url = `${server.url}/placement/openapi.json`;
    const { servers } = (await (await fetch(url)).json()) as { servers: { url: string }[] };
    expect(new URL(servers[0]?.url ?? "", url).href).toBe(`${server.url}/placement/`);
    expect((await fetch(`${server.url}/openapi.json`, { headers: { "x-auth-token": "admin" } })).status).toBe(
      404,
    );
  });
});

describe("GET /openapi.json over HTTP/2", () => {
  const server = useDialectServer({ http2: true });

  test("is the same", async () => {
    const { connect } = await import("node:http2");
    const client = connect(server.url);
    try {
      const stream = client.request({ ":path": "/openapi.json" });
      let text = "";
      let status: unknown;
      stream.on("response", (headers) => {
        status = headers[":status"];
      });
      for await (const chunk of stream.setEncoding("utf8")) text += chunk;
      expect(status).toBe(200);
      expect(JSON.parse(text)).toEqual(committed);
    } finally {
      client.close();
    }
  });
});
