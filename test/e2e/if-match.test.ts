import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { usePlacementd } from "../kit/placementd.ts";
import { rest } from "../kit/rest-client.ts";

const server = usePlacementd({});
const generation = "resource_provider_generation";

interface Provider {
  readonly inventories: string;
  readonly traits: string;
  readonly aggregates: string;
}

/** A provider of generation 1, with one inventory. */
async function createProvider(): Promise<Provider> {
  const uuid = randomUUID();
  const at = `/resource_providers/${uuid}`;
  await rest(server.current.url, "POST /resource_providers", { body: { name: `host-${uuid}`, uuid } });
  const body = { [generation]: 0, inventories: { VCPU: { total: 8 } } };
  await rest(server.current.url, `PUT ${at}/inventories`, { body });
  return { inventories: `${at}/inventories`, traits: `${at}/traits`, aggregates: `${at}/aggregates` };
}

const change = { inventories: { inventories: {} }, traits: { traits: [] }, aggregates: { aggregates: [] } };
const kinds = ["inventories", "traits", "aggregates"] as const;

async function put(path: string, body: object, ifMatch?: string, version = "1.39"): Promise<number> {
  const headers: Record<string, string> = ifMatch === undefined ? {} : { "if-match": ifMatch };
  return (await rest(server.current.url, `PUT ${path}`, { body, headers, version })).status;
}

describe.each(kinds)("the generation of a provider's %s", (kind) => {
  test("is the entity tag of what is read and of what is written", async () => {
    const provider = await createProvider();
    const read = await rest(server.current.url, `GET ${provider[kind]}`);
    expect(read.headers.get("etag")).toBe('"1"');
    const body = { ...change[kind], [generation]: 1 };
    const written = await rest(server.current.url, `PUT ${provider[kind]}`, { body });
    expect(written.headers.get("etag")).toBe(`"${written.body[generation]}"`);
  });

  test("may stand in If-Match alone: 412 where someone else wrote first", async () => {
    const provider = await createProvider();
    const path = provider[kind];
    for (const stale of ['"0"', '"2"', 'W/"1"', '"one"', '"1", "2"', "1", '"99999999999"']) {
      expect([stale, await put(path, change[kind], stale)]).toEqual([stale, 412]);
    }
    expect(await put(path, change[kind], '"1"')).toBe(200);
  });

  test("may stand in both, if they agree, and in the body alone: 409 then", async () => {
    const { [kind]: path } = await createProvider();
    const body = (said: number) => ({ ...change[kind], [generation]: said });
    expect(await put(path, body(0), '"0"')).toBe(412);
    expect(await put(path, body(1), '"0"')).toBe(412);
    expect(await put(path, body(0), '"1"')).toBe(412);
    expect(await put(path, body(0))).toBe(409);
    expect(await put(path, body(0), "*")).toBe(409);
    expect(await put(path, body(1), '"1"')).toBe(200);
  });

  test("has to stand in one of them", async () => {
    const { [kind]: path } = await createProvider();
    expect(await put(path, change[kind])).toBe(400);
    expect(await put(path, change[kind], "*")).toBe(400);
    expect(await put(path, { ...change[kind], [generation]: "1" }, '"1"')).toBe(400);
  });
});

describe("If-Match", () => {
  test("is a single inventory's too", async () => {
    const { inventories } = await createProvider();
    const path = `${inventories}/VCPU`;
    expect((await rest(server.current.url, `GET ${path}`)).headers.get("etag")).toBe('"1"');
    expect(await put(path, { total: 4 }, '"0"')).toBe(412);
    expect(await put(path, { total: 4 }, '"1"')).toBe(200);
  });

  test("does not hide that there is no such provider, or that the request is wrong", async () => {
    const { inventories } = await createProvider();
    expect(await put(`/resource_providers/${randomUUID()}/inventories`, change.inventories, '"0"')).toBe(404);
    expect(await put(inventories, { inventories: { VCPU: { total: -1 } } }, '"0"')).toBe(400);
  });

  test("means nothing where Placement knew no generations", async () => {
    const { aggregates } = await createProvider();
    expect(await put(aggregates, [], '"0"', "1.18")).toBe(200);
    const headers = { "if-match": '"0"', "if-none-match": '"1"' };
    expect((await rest(server.current.url, `GET ${aggregates}`, { headers })).status).toBe(200);
  });
});
