import { randomUUID } from "node:crypto";
import type { JsonObject } from "@bufbuild/protobuf";
import { Validator } from "@seriousme/openapi-schema-validator";
import { beforeAll, describe, expect, test } from "vitest";
import { OpenApiChecker } from "../kit/open-api-checker.ts";
import { usePlacementd } from "../kit/placementd.ts";
import { rest } from "../kit/rest-client.ts";
import { restPlayer } from "../kit/two-ways.ts";
import { scenarios } from "./scenarios/index.ts";

const server = usePlacementd();

/** How many answers of an operation were held against the document. */
interface Count {
  succeeded: number;
  refused: number;
}

let served: JsonObject;
let checker: OpenApiChecker;
const counts = new Map<string, Count>();

beforeAll(async () => {
  const response = await fetch(`${server.current.url}/openapi.json`);
  served = (await response.json()) as JsonObject;
  checker = new OpenApiChecker(served);
  for (const id of checker.operationIds) counts.set(id, { succeeded: 0, refused: 0 });
});

/** Sends a request as tests do, and holds it and its answer against the document that the server serves. */
async function checkedRest(
  url: string,
  line: string,
  options: Parameters<typeof rest>[2] = {},
): ReturnType<typeof rest> {
  const answer = await rest(url, line, options);
  const [method = "", target = ""] = line.split(" ");
  const { body, headers = {} } = options;
  const request = { method, target, headers, ...(body === undefined ? {} : { body }) };
  const place = `${line} ${JSON.stringify(options.body) ?? ""} → ${answer.status} ${JSON.stringify(answer.body)}`;
  expect(checker.answerFaults(request, answer), place).toEqual([]);
  // What goes through is right by the document; what is wrong may be so for other reasons than its form.
  if (answer.status < 400) expect(checker.requestFaults(request), place).toEqual([]);
  const count = counts.get(checker.idOf(request) ?? "");
  if (count !== undefined) count[answer.status < 400 ? "succeeded" : "refused"]++;
  return answer;
}

const uuid = "5e08ea53-c4c6-448e-9334-ac4953de3cfa";

/** A request for each operation, as far as its path and query go. */
function requestOf(id: string): string {
  const [method, path] = checker.placeOf(id);
  const target = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (/uuid/.test(name) ? uuid : "CUSTOM_X"));
  return `${method} ${target}`;
}

test("what the server serves is a document that a validator of others takes", async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(served));
  expect([valid, errors]).toEqual([true, undefined]);
});

describe("live answers are as the document says", () => {
  test.each(Object.entries(scenarios))("in %s", async (_, calls) => {
    const play = restPlayer(server.current.url, checkedRest);
    for (const call of calls) await play(call);
  });

  test.each([
    "GET /",
    "GET /resource_providers",
    "GET /resource_providers?name=x&required=HW_CPU_X86_SSE&required=!HW_CPU_X86_AVX&resources=VCPU:1",
    `GET /resource_providers?member_of=in:${uuid},${uuid}&member_of=!${uuid}`,
    "GET /traits?associated=true&name=in:HW_CPU_X86_SSE",
    `GET /allocation_candidates?resources=VCPU:1&required=in:HW_CPU_X86_SSE,HW_CPU_X86_AVX&limit=2&in_tree=${uuid}`,
    `GET /allocation_candidates/explanation?resources=VCPU:1&required=!HW_CPU_X86_SSE&in_tree=${uuid}`,
    "GET /allocation_candidates/explanation?resources_A=VCPU:1&resources_B=DISK_GB:1&group_policy=isolate",
  ])("to %s", async (line) => {
    expect((await checkedRest(server.current.url, line)).status).toBe(200);
  });

  // The reshaper's scenario left a root with disk, and a child with CPUs.
  test.each([
    "GET /allocation_candidates?resources=VCPU:1,DISK_GB:1",
    "GET /allocation_candidates?resources_A=VCPU:1&resources_B=DISK_GB:1&group_policy=isolate&same_subtree=_A,_B",
  ])("to %s, which finds some", async (line) => {
    const { body } = await checkedRest(server.current.url, line);
    expect(body.allocation_requests).not.toEqual([]);
  });

  test.each([
    "GET /resource_providers?required=",
    "GET /resource_providers?stranger=1",
    "GET /traits?name=x",
    "GET /allocation_candidates",
    "GET /allocation_candidates?resources=VCPU:1&root_required=A&root_required=B",
    "GET /allocation_candidates?resources_A=VCPU:1&resources_B=VCPU:1",
    "GET /allocation_candidates?resources_A=VCPU:1&same_subtree=_A,_B",
  ])("to %s", async (line) => {
    expect((await checkedRest(server.current.url, line)).status).toBe(400);
  });

  test.each([
    ["without credentials", 401, { anonymous: true }],
    ["by somebody", 403, { headers: { "x-auth-token": "somebody" } }],
    ["at a version that there is not", 406, { version: "1.99" }],
    ["at a version that is none", 400, { version: "newest" }],
  ] as const)("to all operations, asked %s", async (_, status, how) => {
    const isOpen = "version" in how;
    for (const id of checker.operationIds.filter((one) => isOpen || one !== "GetVersions")) {
      const line = requestOf(id);
      const body = /^(PUT|POST)/.test(line) ? { body: {} } : {};
      const answer = await checkedRest(server.current.url, line, { ...how, ...body });
      expect([line, answer.status]).toEqual([line, status]);
    }
  });

  test.each([
    ["text/html", "text/html"],
    ["text/plain, text/html;q=0", "text/plain"],
    ["application/json;q=0.5, text/html;q=0.4", "application/json"],
  ])("to all operations, refused to clients that take %s", async (accept, type) => {
    for (const id of checker.operationIds) {
      const headers = { accept, "x-auth-token": "somebody" };
      const line = requestOf(id);
      const body = checker.takesBody(id) ? { body: {} } : {};
      // The root is open to everybody, but not at any version.
      const version = id === "GetVersions" ? { version: "1.99" } : {};
      const answer = await checkedRest(server.current.url, line, { headers, ...body, ...version });
      expect([line, answer.status < 400]).toEqual([line, false]);
      expect(answer.headers.get("content-type")?.split(";")[0]).toBe(type);
    }
  });

  test("to all operations, with a head that is too large", async () => {
    for (const id of checker.operationIds) {
      const headers = { "x-large": "x".repeat(20_000) };
      const body = checker.takesBody(id) ? { body: {} } : {};
      const answer = await checkedRest(server.current.url, requestOf(id), { headers, ...body });
      expect([id, answer.status]).toEqual([id, 431]);
    }
  });

  test("to all operations with a body, sent as text, and broken", async () => {
    const ids = checker.operationIds.filter((id) => checker.takesBody(id));
    expect(ids.length).toBeGreaterThan(8);
    for (const id of ids) {
      const line = requestOf(id);
      const asText = { body: "{}", headers: { "content-type": "text/plain" } };
      expect((await checkedRest(server.current.url, line, asText)).status, line).toBe(415);
      const broken = await checkedRest(server.current.url, line, { body: "{" });
      expect([400, 404], line).toContain(broken.status);
    }
  });

  test("of consumers that were written at older versions", async () => {
    const { url } = server.current;
    const host = randomUUID();
    await rest(url, "POST /resource_providers", { body: { name: host, uuid: host } });
    const inventories = { VCPU: { total: 8, allocation_ratio: 3.4e38 } };
    const body = { inventories, resource_provider_generation: 0 };
    await rest(url, `PUT /resource_providers/${host}/inventories`, { body });
    const listed = { allocations: [{ resource_provider: { uuid: host }, resources: { VCPU: 1 } }] };
    const keyed = { allocations: { [host]: { resources: { VCPU: 1 } } } };
    const owner = { project_id: "old", user_id: "u" };
    for (const [version, claim, owned] of [
      ["1.0", listed, "00000000-0000-0000-0000-000000000000"],
      ["1.8", { ...listed, ...owner }, "old"],
      ["1.12", { ...keyed, ...owner }, "old"],
      ["1.28", { ...keyed, ...owner, consumer_generation: null }, "old"],
      ["1.37", { ...keyed, ...owner, consumer_generation: null }, "old"],
    ] as const) {
      const at = `/allocations/${randomUUID()}`;
      expect([version, (await rest(url, `PUT ${at}`, { version, body: claim })).status]).toEqual([
        version,
        204,
      ]);
      expect((await checkedRest(url, `GET ${at}`)).body).toMatchObject({
        project_id: owned,
        consumer_generation: 1,
      });
      for (const type of ["unknown", "all"]) {
        const { body } = await checkedRest(url, `GET /usages?project_id=${owned}&consumer_type=${type}`);
        expect(body.usages[type].VCPU).toBeGreaterThan(0);
      }
    }
    for (const line of [
      `GET /resource_providers/${host}/allocations`,
      `GET /allocation_candidates?resources=VCPU:1&in_tree=${host}`,
    ]) {
      expect((await checkedRest(url, line)).status).toBe(200);
    }
  });

  test("to operations that came later, which are not there before", async () => {
    // Before 1.7 the same method and path renamed a class.
    const later = checker.operationIds.filter(
      (id) => checker.since(id) !== "1.0" && id !== "EnsureResourceClass",
    );
    expect(later.length).toBeGreaterThan(15);
    for (const id of later) {
      const [, minor = 0] = checker.since(id).split(".").map(Number);
      const at = async (version: string) => {
        const body = checker.takesBody(id) ? { body: {} } : {};
        const { status, body: said } = await rest(server.current.url, requestOf(id), { version, ...body });
        // Neither path nor method: Placement has no words of its own for it.
        return status === 405 || (status === 404 && /found\.\s*$/.test(said.errors[0].detail));
      };
      expect([id, await at(`1.${minor - 1}`), await at(`1.${minor}`)]).toEqual([id, true, false]);
    }
  });

  test("to queries with what came later, which is refused before", async () => {
    const news = checker.operationIds.flatMap((id) =>
      checker
        .changes(id)
        .flatMap(({ version, newInQuery = [] }) => newInQuery.map((name) => ({ id, version, name }))),
    );
    expect(news.length).toBeGreaterThan(8);
    for (const { id, version, name } of news) {
      const before = `1.${Number(version.split(".")[1]) - 1}`;
      const ask = (at: string) =>
        rest(server.current.url, `${requestOf(id)}?${needed}${name}=1`, { version: at });
      const needed = { ListAllocationCandidates: "resources=VCPU:1&", GetUsages: "project_id=p&" }[id] ?? "";
      // Placement's words for a parameter that it does not know.
      const stranger = new RegExp(`'${name}' (was unexpected|does not match any of the regexes)`);
      const details = [await ask(before), await ask(version)].map(
        ({ body }) => body?.errors?.[0]?.detail ?? "",
      );
      expect([id, version, name, ...details.map((detail) => stranger.test(detail))]).toEqual([
        id,
        version,
        name,
        true,
        false,
      ]);
    }
  });

  describe("with generations as entity tags", () => {
    const at = `/resource_providers/${randomUUID()}`;
    const name = `host-${at.slice(-36)}`;
    const inventories = { VCPU: { total: 8 } };
    const play = (line: string, body?: object, ifMatch?: string) =>
      checkedRest(server.current.url, line, {
        ...(body === undefined ? {} : { body }),
        ...(ifMatch === undefined ? {} : { headers: { "if-match": ifMatch } }),
      });

    beforeAll(async () => {
      await play("POST /resource_providers", { name, uuid: at.slice(-36) });
      await play(`PUT ${at}/inventories`, { inventories, resource_provider_generation: 0 });
    });

    test.each([
      [`PUT ${at}/inventories`, { inventories }, `GET ${at}/inventories`],
      [`PUT ${at}/inventories/VCPU`, { total: 4 }, `GET ${at}/inventories/VCPU`],
      [`PUT ${at}/traits`, { traits: ["HW_CPU_X86_AVX"] }, `GET ${at}/traits`],
      [`PUT ${at}/aggregates`, { aggregates: [uuid] }, `GET ${at}/aggregates`],
    ])("to %s, with the tag in If-Match alone", async (write, body, read) => {
      const tag = (await play(read)).headers.get("etag") ?? "";
      expect(tag).toMatch(/^"\d+"$/);
      const stale = await play(write, body, '"0"');
      expect([stale.status, stale.body.errors[0].code]).toEqual([412, "placement.concurrent_update"]);
      const written = await play(write, body, tag);
      expect(written.status).toBe(200);
      expect(written.headers.get("etag")).not.toBe(tag);
    });

    test("to POST of an inventory, which has a tag too", async () => {
      const { headers } = await play(`GET ${at}/inventories`);
      const generation = Number(headers.get("etag")?.replaceAll('"', ""));
      const body = { resource_class: "DISK_GB", total: 1, resource_provider_generation: generation };
      const made = await play(`POST ${at}/inventories`, body);
      expect([made.status, made.headers.get("etag")]).toEqual([201, `"${generation + 1}"`]);
    });
  });

  test("of every operation, both when it goes through and when it is refused", () => {
    const missing = [...counts].filter(([, { succeeded, refused }]) => succeeded === 0 || refused === 0);
    expect(missing).toEqual([]);
    const all = [...counts.values()].map(({ succeeded, refused }) => succeeded + refused);
    expect(all.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(400);
  });
});

describe("the checker", () => {
  const headers = new Headers({
    "content-type": "application/json",
    "openstack-api-version": "placement 1.39",
    vary: "openstack-api-version",
    "x-openstack-request-id": "req-1",
    "cache-control": "no-cache",
    etag: '"1"',
  });
  const request = { method: "GET", target: `/resource_providers/${uuid}/aggregates` };
  const body = { aggregates: [], resource_provider_generation: 1 };

  test("takes an answer that is right", () => {
    expect(checker.answerFaults(request, { status: 200, headers, body })).toEqual([]);
  });

  test.each([
    ["another status", { status: 418 }],
    ["a member too few", { body: { aggregates: [] } }],
    ["a member too many", { body: { ...body, stranger: 1 } }],
    ["a member of another type", { body: { ...body, aggregates: [1] } }],
    ["no body", { body: undefined }],
    ["no entity tag", { headers: new Headers([...headers].filter(([name]) => name !== "etag")) }],
    ["an entity tag that is none", { headers: new Headers([...headers, ["etag", "1"]]) }],
    ["no headers", { headers: new Headers({ "content-type": "application/json" }) }],
    ["a header with another value", { headers: new Headers([...headers, ["cache-control", "public"]]) }],
    ["a type that is not described", { headers: new Headers([...headers, ["content-type", "text/html"]]) }],
    ["another type", { headers: new Headers([...headers].filter(([name]) => name !== "content-type")) }],
  ])("finds fault with %s", (_, flaw) => {
    expect(checker.answerFaults(request, { status: 200, headers, body, ...flaw })).not.toEqual([]);
  });

  test("finds fault with an entity tag where none is described", () => {
    const other = { method: "GET", target: "/traits" };
    const answer = { status: 200, headers, body: { traits: [] } };
    expect(checker.answerFaults(other, answer)).toEqual(["ListTraits never answers 200 with an ETag"]);
  });

  test.each([
    ["GET", "/resource_providers?stranger=1", undefined],
    ["GET", "/allocation_candidates?resources=VCPU:1&limit=0", undefined],
    ["GET", "/allocation_candidates?resources=VCPU:1&stranger_A=1", undefined],
    ["GET", "/usages", undefined],
    ["POST", "/resource_classes", { name: "LOW" }],
    ["POST", "/resource_classes", undefined],
    ["DELETE", "/resource_classes/CUSTOM_A", {}],
    ["PUT", "/traits/low", undefined],
    ["PUT", `/resource_providers/${uuid}/traits`, { traits: [] }],
  ])("finds fault with %s %s %j", (method, target, sent) => {
    expect(checker.requestFaults({ method, target, ...(sent && { body: sent }) })).not.toEqual([]);
  });
});
