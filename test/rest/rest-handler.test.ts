import { connect as connectHttp2, constants } from "node:http2";
import { connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { PlacementError } from "../../src/domain/errors.ts";
import { mapError } from "../../src/server/errors/map-error.ts";
import { rest } from "../kit/rest-client.ts";
import { useDialectServer } from "./kit/dialect-server.ts";

const U = "11111111-aaaa-4bbb-8ccc-00000000abcd";
const server = useDialectServer();

afterEach(() => {
  server.calls.length = 0;
  server.events.length = 0;
  server.rpcs = () => ({});
  server.header = new Headers();
});

const inventory = { total: 8, reserved: 0, minUnit: 1, maxUnit: 8, stepSize: 1, allocationRatio: 1.5 };

describe("successful answers", () => {
  test("carry version, vary and request id, and their age from 1.15 on", async () => {
    server.rpcs = () => ({ inventories: { VCPU: inventory }, resourceProviderGeneration: 7 });
    const old = await rest(server.url, `GET /resource_providers/${U}/inventories`, { version: "1.14" });
    expect(Object.fromEntries(old.headers)).toMatchObject({
      "content-type": "application/json",
      "openstack-api-version": "placement 1.14",
      vary: "openstack-api-version",
      "x-openstack-request-id": expect.stringMatching(/^req-/),
    });
    expect(old.headers.has("last-modified") || old.headers.has("cache-control")).toBe(false);
    const young = await rest(server.url, `GET /resource_providers/${U}/inventories`, { version: "1.15" });
    expect(young.headers.get("last-modified")).toMatch(/^\w+, \d+ \w+ \d{4} [\d:]+ GMT$/);
    expect(young.headers.get("cache-control")).toBe("no-cache");
    expect(young.body).toEqual({
      inventories: {
        VCPU: { total: 8, reserved: 0, min_unit: 1, max_unit: 8, step_size: 1, allocation_ratio: 1.5 },
      },
      resource_provider_generation: 7,
    });
  });

  test("tell the age that the RPC tells, and none of empty inventories", async () => {
    server.header = new Headers({ "last-modified": "Mon, 23 Nov 2026 14:34:46 GMT" });
    const empty = await rest(server.url, `GET /resource_providers/${U}/inventories`);
    expect(empty.headers.get("cache-control")).toBe("no-cache");
    expect(empty.headers.has("last-modified")).toBe(false);
    const one = await rest(server.url, `GET /resource_providers/${U}/inventories/VCPU`);
    expect(one.headers.get("last-modified")).toBe("Mon, 23 Nov 2026 14:34:46 GMT");
  });

  test.each(["plain", "é", "日本", "𝒳"])("arrive whole with %s in them", async (name) => {
    server.rpcs = () => ({ resourceProvider: { ...provider, name } });
    const { headers, body } = await rest(server.url, `GET /resource_providers/${U}`, { version: "1.0" });
    expect(body.name).toBe(name);
    expect(headers.get("content-length")).toBe(`${Buffer.byteLength(JSON.stringify(body))}`);
  });

  const provider = { uuid: U, name: "n", generation: 3, rootProviderUuid: U };
  const links = (...rels: string[]) => [
    { rel: "self", href: `/resource_providers/${U}` },
    ...rels.map((rel) => ({ rel, href: `/resource_providers/${U}/${rel}` })),
  ];

  test.each([
    ["1.0", links("inventories", "usages"), false],
    ["1.1", links("inventories", "usages", "aggregates"), false],
    ["1.6", links("inventories", "usages", "aggregates", "traits"), false],
    ["1.11", links("inventories", "usages", "aggregates", "traits", "allocations"), false],
    ["1.14", links("inventories", "usages", "aggregates", "traits", "allocations"), true],
  ])("show providers as %s did, alone and in a list", async (version, shownLinks, tree) => {
    const shown = {
      uuid: U,
      name: "n",
      generation: 3,
      links: shownLinks,
      ...(tree ? { parent_provider_uuid: null, root_provider_uuid: U } : {}),
    };
    server.rpcs = () => ({ resourceProvider: provider });
    const alone = await rest(server.url, `GET /resource_providers/${U}`, { version });
    expect(alone.body).toEqual(shown);
    server.rpcs = () => ({ resourceProviders: [provider] });
    const list = await rest(server.url, "GET /resource_providers", { version });
    expect(list.body).toEqual({ resource_providers: [shown] });
  });

  test("of a new provider are empty before 1.20, and the provider from then on", async () => {
    server.rpcs = () => ({ resourceProvider: provider });
    const created = await rest(server.url, "POST /resource_providers", {
      version: "1.19",
      body: { name: "n" },
    });
    expect(created).toMatchObject({ status: 201, body: undefined });
    expect(created.headers.get("content-length")).toBe("0");
    expect(created.headers.has("content-type")).toBe(false);
    expect(created.headers.get("location")).toBe(`${server.url}/resource_providers/${U}`);
    const shown = await rest(server.url, "POST /resource_providers", {
      version: "1.20",
      body: { name: "n" },
    });
    expect(shown).toMatchObject({ status: 200, body: { uuid: U, generation: 3 } });
    expect(shown.headers.get("location")).toBe(`${server.url}/resource_providers/${U}`);
  });

  test("of PUT on a class say whether it was there", async () => {
    server.rpcs = () => ({ created: true });
    const created = await rest(server.url, "PUT /resource_classes/CUSTOM_A", { version: "1.7" });
    server.rpcs = () => ({ created: false });
    const found = await rest(server.url, "PUT /resource_classes/CUSTOM_A", { version: "1.39" });
    for (const answer of [created, found]) {
      expect(answer.headers.get("location")).toBe(`${server.url}/resource_classes/CUSTOM_A`);
      expect(answer.body).toBeUndefined();
      expect(answer.headers.has("last-modified")).toBe(false);
    }
    expect([created.status, found.status]).toEqual([201, 204]);
  });

  test("of PUT on a class are its new name up to 1.6", async () => {
    server.rpcs = () => ({ resourceClass: { name: "CUSTOM_B" } });
    const options = { version: "1.6", body: { name: "CUSTOM_B" } };
    const renamed = await rest(server.url, "PUT /resource_classes/CUSTOM_A", options);
    expect(renamed).toMatchObject({
      status: 200,
      body: { name: "CUSTOM_B", links: [{ rel: "self", href: "/resource_classes/CUSTOM_B" }] },
    });
    expect(server.calls[0]?.method.name).toBe("RenameResourceClass");
    expect(server.calls[0]?.call.message).toMatchObject({ currentName: "CUSTOM_A", name: "CUSTOM_B" });
  });

  test("without a body are 204, with a length of 0", async () => {
    const answer = await raw(
      `DELETE /resource_providers/${U} HTTP/1.1\r\nhost: x\r\nx-auth-token: admin\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 204 No Content\r\n/);
    expect(answer).toMatch(/\r\ncontent-length: 0\r\n/i);
    expect(answer).not.toMatch(/\r\ncontent-type:/i);
  });

  test.each([
    ["1.38", ["allocations", "consumer_generation", "consumer_type", "project_id", "user_id"]],
    ["1.37", ["allocations", "consumer_generation", "project_id", "user_id"]],
    ["1.27", ["allocations", "project_id", "user_id"]],
    ["1.11", ["allocations"]],
  ])("show a consumer as %s did", async (version, keys) => {
    server.rpcs = () => ({ projectId: "p", userId: "u", consumerGeneration: 1, consumerType: "INSTANCE" });
    const { body } = await rest(server.url, `GET /allocations/${U}`, { version });
    expect(Object.keys(body).toSorted()).toEqual(keys);
  });

  test("show nothing but allocations of a consumer that has none", async () => {
    expect((await rest(server.url, `GET /allocations/${U}`)).body).toEqual({ allocations: {} });
  });
});

describe("the root", () => {
  test("tells the versions to anyone", async () => {
    const answer = await fetch(server.url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("openstack-api-version")).toBe("placement 1.0");
    expect(await answer.json()).toEqual({
      versions: [
        {
          id: "v1.0",
          min_version: "1.0",
          max_version: "1.39",
          status: "CURRENT",
          links: [{ rel: "self", href: "" }],
        },
      ],
    });
    expect(server.events).toMatchObject([{ method: "GET", path: "/", status: 200 }]);
  });
});

describe("requests", () => {
  test("of versions before 1.26 turn the refusal of zero capacity on", async () => {
    const body = { resource_provider_generation: 1, inventories: {} };
    for (const version of ["1.25", "1.26"]) {
      await rest(server.url, `PUT /resource_providers/${U}/inventories`, { version, body });
    }
    expect(server.calls.map(({ call }) => call.message)).toMatchObject([
      { refuseZeroCapacity: true },
      { refuseZeroCapacity: false },
    ]);
  });

  test("can't turn capabilities on themselves", async () => {
    server.rpcs = refuseViolations;
    const body = { resource_provider_generation: 1, inventories: {}, refuse_zero_capacity: true };
    const answer = await rest(server.url, `PUT /resource_providers/${U}/inventories`, { body });
    expect(answer.status).toBe(400);
    expect(detail(answer)).toContain(
      "Additional properties are not allowed ('refuse_zero_capacity' was unexpected)",
    );
  });

  test("may carry generations that nothing has, and those of each inventory", async () => {
    const body = {
      resource_provider_generation: 99999999999,
      inventories: { VCPU: { total: 1, resource_provider_generation: 3 }, __proto__x: { total: 2 } },
    };
    await rest(server.url, `PUT /resource_providers/${U}/inventories`, { body });
    expect(server.calls[0]?.call.violations).toEqual([]);
    expect(server.calls[0]?.call.message).toMatchObject({
      resourceProviderGeneration: -1,
      inventories: { VCPU: { total: 1 }, __proto__x: { total: 2 } },
    });
  });

  test("of which a query parameter is repeated mean the last one; an empty name is none", async () => {
    await rest(server.url, "GET /resource_providers?name=a&name=b+c%20d");
    await rest(server.url, "GET /resource_providers?name=");
    await rest(server.url, `GET /resource_providers/${U}/inventories?foo=1&resource_provider_uuid=x`);
    expect(server.calls.map(({ call }) => call.message)).toMatchObject([
      { name: "b c d" },
      { $typeName: "placement.v1.ListResourceProvidersRequest" },
      { resourceProviderUuid: U },
    ]);
    expect(server.calls[1]?.call.message).not.toHaveProperty("name", expect.anything());
  });

  test("are refused for their shape only after the RPC had its say", async () => {
    server.rpcs = () => {
      throw wrapped(new PlacementError("RESOURCE_PROVIDER_NOT_FOUND", { resource_provider_uuid: "x" }));
    };
    for (const body of ['{"foo":', "[]", '{"foo":1}']) {
      const answer = await rest(server.url, "PUT /resource_providers/x", { body });
      expect(answer.status).toBe(404);
      expect(answer.headers.has("vary")).toBe(false);
    }
    expect(server.calls.map(({ call }) => call.violations?.[0]?.rule)).toEqual([
      "malformed",
      "type",
      expect.any(String),
    ]);
  });

  test.each([
    ['{"foo": }', "Malformed JSON: Expecting value: line 1 column 9 (char 8)"],
    ["", "Malformed JSON: Expecting value: line 1 column 1 (char 0)"],
    [`${'{"a":'.repeat(600)}1${"}".repeat(600)}`, "Malformed JSON: nested more than 500 levels deep"],
    ['{"name": 1}', "JSON does not validate: 1 is not of type 'string'"],
  ])("with the body %j are refused with its fault", async (body, words) => {
    server.rpcs = refuseViolations;
    const answer = await rest(server.url, "POST /resource_providers", { body });
    expect(answer.status).toBe(400);
    expect(detail(answer)).toContain(words);
  });

  test("with a body that is no text are refused", async () => {
    server.rpcs = refuseViolations;
    const answer = await fetch(`${server.url}/resource_providers`, {
      method: "POST",
      headers: { "x-auth-token": "admin", "content-type": "application/json" },
      body: Buffer.from([0x7b, 0x22, 0xff]),
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("can't decode byte 0xff in position 2");
  });

  test("with a body that is too large are refused, and the connection goes on", async () => {
    for (const chunked of [false, true]) {
      const head = chunked ? "transfer-encoding: chunked" : "content-length: 5000";
      const body = "x".repeat(5000);
      const sent = chunked ? `1388\r\n${body}\r\n0\r\n\r\n` : body;
      const answer = await raw(
        `POST /resource_providers HTTP/1.1\r\nhost: x\r\nx-auth-token: admin\r\n` +
          `content-type: application/json\r\n${head}\r\n\r\n${sent}` +
          `GET / HTTP/1.1\r\nhost: x\r\n`,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 413 /);
      expect(answer).toContain("At most 4096 bytes are read.");
      expect(answer).toMatch(/HTTP\/1\.1 200 OK/);
    }
    expect(server.calls).toEqual([]);
  });
});

describe("refusals", () => {
  test("have a code from 1.23 on", async () => {
    server.rpcs = () => {
      throw wrapped(new PlacementError("RESOURCE_PROVIDER_GENERATION_CONFLICT"));
    };
    const body = { resource_provider_generation: 1, inventories: {} };
    const put = (version: string) =>
      rest(server.url, `PUT /resource_providers/${U}/inventories`, { version, body });
    const [old, young] = [await put("1.22"), await put("1.23")];
    expect(old.status).toBe(409);
    expect(old.body.errors[0]).not.toHaveProperty("code");
    expect(young.body.errors[0]).toMatchObject({
      code: "placement.concurrent_update",
      request_id: young.headers.get("x-openstack-request-id"),
    });
    expect(young.headers.get("vary")).toBe("openstack-api-version");
  });

  const operation = "placement:resource_providers:inventories:list";

  test("say when to try again, as the error does", async () => {
    server.rpcs = () => {
      throw mapError(new PlacementError("UNAVAILABLE"), "req-1");
    };
    const { status, headers } = await rest(server.url, `GET /resource_providers/${U}`);
    expect([status, headers.get("retry-after")]).toEqual([503, "1"]);
    server.rpcs = () => {
      throw mapError(new PlacementError("CONCURRENT_UPDATE"), "req-1");
    };
    const conflict = await rest(server.url, `GET /resource_providers/${U}`);
    expect([conflict.status, conflict.headers.has("retry-after")]).toEqual([409, false]);
  });

  test.each([
    [{ operation }, `Policy does not allow ${operation} to be performed.`],
    [{ operation, scope: "system" }, operation],
  ])("by policy, with %j, say %s", async (facts, words) => {
    server.rpcs = () => {
      throw wrapped(new PlacementError("PERMISSION_DENIED", facts));
    };
    const answer = await rest(server.url, `GET /resource_providers/${U}/inventories`);
    expect(answer.status).toBe(403);
    expect(detail(answer)).toBe(`Access was denied to this resource.\n\n ${words}  `);
    expect(answer.headers.has("vary")).toBe(false);
  });

  test("of anything unforeseen tell nothing of it", async () => {
    server.rpcs = () => {
      throw new Error("the secret");
    };
    const answer = await rest(server.url, `GET /resource_providers/${U}`);
    expect(answer.status).toBe(500);
    expect(detail(answer)).toMatch(/the server's log has the cause/);
    expect(JSON.stringify(answer.body)).not.toContain("secret");
  });

  test("by an answer that can't be written are one request's failure, and known to the server", async () => {
    server.rpcs = () => ({ resourceProvider: { uuid: 7 } });
    const answer = await rest(server.url, `GET /resource_providers/${U}`);
    expect(answer.status).toBe(500);
    expect(server.events).toMatchObject([{ status: 500, error: expect.any(TypeError) }]);
    server.rpcs = () => ({ resourceProvider: { uuid: U } });
    expect((await rest(server.url, `GET /resource_providers/${U}`)).status).toBe(200);
  });

  test("of HEAD have no body", async () => {
    const answer = await fetch(`${server.url}/resource_providers`, {
      method: "HEAD",
      headers: { "x-auth-token": "admin" },
    });
    expect(answer.status).toBe(405);
    expect(Object.fromEntries(answer.headers)).toMatchObject({ allow: "GET, POST", "content-length": "0" });
  });

  test.each([
    ["/resource_providers/%zz", 400],
    ["/resource_providers/%ff", 400],
    ["/resource_providers?name=%zz", 200],
    ["//", 404],
    ["/resource_providers/a%2fb", 200],
  ])("of odd paths leave the server well: %s → %i", async (path, status) => {
    const answer = await raw(`GET ${path} HTTP/1.1\r\nhost: x\r\nx-auth-token: admin\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  test("are noted when they reach no RPC", async () => {
    await rest(server.url, "GET /nowhere?x=1");
    await rest(server.url, "GET /resource_providers");
    expect(server.events).toMatchObject([
      { requestId: expect.stringMatching(/^req-/), method: "GET", path: "/nowhere", status: 404 },
    ]);
    expect(server.events[0]?.durationMs).toBeGreaterThanOrEqual(0);
  });
});

describe("clients that misbehave", () => {
  test.each(["hi mom", "-1", "1.5", "0x1"])(
    "a content-length of %j is refused in Placement's words",
    async (length) => {
      const answer = await raw(
        `POST /resource_providers HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n{"a":1}`,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
      expect(answer).toContain("content-length header must be an integer");
      expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n"))).errors[0].request_id).toBe("req-none");
    },
  );

  test("what is not HTTP is refused", async () => {
    expect(await raw("garbage\r\n")).toMatch(/^HTTP\/1\.1 400 [\s\S]*The request is not HTTP\./);
  });

  test("one that goes away aborts its call", async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const arrived = Promise.withResolvers<void>();
    server.rpcs = ({ call }) => {
      call.onAbort?.(resolve);
      arrived.resolve();
      return promise as Promise<object>;
    };
    const socket = connect(server.port, "127.0.0.1");
    socket.write(`GET /resource_providers HTTP/1.1\r\nhost: x\r\nx-auth-token: admin\r\n\r\n`);
    await arrived.promise;
    socket.destroy();
    expect(String(await promise)).toContain("the client went away");
  });

  test.each([
    [{}, undefined],
    [{ "x-server-timeout": "1.5" }, 1500],
    [{ "grpc-timeout": "2S", "connect-timeout-ms": "800" }, 800],
    [{ "x-server-timeout": "soon" }, undefined],
  ])("one that says how long it waits, by %j, has its call take no longer", async (headers, timeoutMs) => {
    expect((await rest(server.url, "GET /resource_providers", { headers })).status).toBe(200);
    expect(server.calls.at(-1)?.call.timeoutMs).toBe(timeoutMs);
  });

  test("one that goes away in mid-body reaches no RPC", async () => {
    const socket = connect(server.port, "127.0.0.1");
    socket.write(
      "POST /resource_providers HTTP/1.1\r\nhost: x\r\nx-auth-token: admin\r\n" +
        "content-type: application/json\r\ncontent-length: 50\r\n\r\n{",
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    await expect.poll(() => server.events).toMatchObject([{ status: 499 }]);
    expect(server.calls).toEqual([]);
  });
});

describe("below a mount prefix", () => {
  const mounted = useDialectServer({ front: { mountPrefix: "/placement" } });

  test("paths, links and locations have it, and other paths are unknown", async () => {
    mounted.rpcs = () => ({ resourceProvider: { uuid: U } });
    const body = { name: "n" };
    const answer = await rest(mounted.url, "POST /placement/resource_providers", { body });
    expect(answer.headers.get("location")).toBe(`${mounted.url}/placement/resource_providers/${U}`);
    expect(answer.body.links[0].href).toBe(`/placement/resource_providers/${U}`);
    expect((await fetch(`${mounted.url}/placement`)).status).toBe(200);
    expect((await fetch(`${mounted.url}/placement/`)).status).toBe(200);
    expect((await rest(mounted.url, "GET /resource_providers")).status).toBe(404);
    expect((await rest(mounted.url, "GET /placements")).status).toBe(404);
  });
});

describe("over HTTP/2", () => {
  const http2 = useDialectServer({ http2: true });

  test("requests are served alike", async () => {
    http2.rpcs = () => ({ inventory: { ...inventory, resourceProviderGeneration: 1 } });
    const session = connectHttp2(http2.url);
    const stream = session.request({
      [constants.HTTP2_HEADER_METHOD]: "POST",
      [constants.HTTP2_HEADER_PATH]: `/resource_providers/${U}/inventories`,
      "x-auth-token": "admin",
      "content-type": "application/json",
      "openstack-api-version": "placement 1.39",
    });
    stream.end(JSON.stringify({ resource_class: "VCPU", total: 8 }));
    const headers = await new Promise<Record<string, unknown>>((resolve) => stream.once("response", resolve));
    let text = "";
    for await (const chunk of stream) text += chunk;
    session.close();
    expect(headers).toMatchObject({
      ":status": 201,
      location: `${http2.url}/resource_providers/${U}/inventories/VCPU`,
      "openstack-api-version": "placement 1.39",
    });
    expect(JSON.parse(text)).toMatchObject({ total: 8, resource_provider_generation: 1 });
  });

  test.each([0, 100])("a client that goes away aborts its call, which asks after %i ms", async (afterMs) => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const arrived = Promise.withResolvers<void>();
    http2.rpcs = ({ call }) => {
      setTimeout(() => call.onAbort?.(resolve), afterMs);
      arrived.resolve();
      return promise as Promise<object>;
    };
    const session = connectHttp2(http2.url);
    const stream = session.request({ ":path": "/resource_providers", "x-auth-token": "admin" });
    stream.on("error", () => {});
    await arrived.promise;
    await new Promise((done) => setTimeout(done, 20));
    stream.close(constants.NGHTTP2_CANCEL);
    expect(String(await promise)).toContain("the client went away");
    session.close();
  });
});

function refuseViolations({ call }: { call: { violations?: readonly unknown[] | undefined } }): object {
  const violations = (call.violations ?? []) as PlacementError["violations"];
  if (violations.length === 0) return {};
  throw wrapped(new PlacementError("INVALID_REQUEST", {}, { violations }));
}

function wrapped(cause: PlacementError): Error {
  return new Error("as the interceptors throw it", { cause });
}

function detail(answer: { body: { errors: { detail: string }[] } }): string {
  return answer.body.errors[0]?.detail ?? "";
}

/** Sends bytes as they are, and everything that came back until the server closed or fell silent. */
function raw(head: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, "127.0.0.1");
    let text = "";
    const finish = () => {
      socket.destroy();
      resolve(text);
    };
    socket.setTimeout(300, finish);
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("end", finish);
    socket.on("error", reject);
    socket.write(`${head}\r\n`);
  });
}
