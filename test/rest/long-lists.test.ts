import { afterEach, describe, expect, test } from "vitest";
import { listsInParts } from "../../src/rest/lists-in-parts.ts";
import { rest } from "../kit/rest-client.ts";
import { useDialectServer } from "./kit/dialect-server.ts";

const server = useDialectServer();
afterEach(() => {
  server.rpcs = () => ({});
  server.calls.length = 0;
});

const aUuid = "5e08ea53-c4c6-448e-9334-ac4953de3cfa";

const providers = Array.from({ length: 1001 }, (_, at) => ({
  uuid: `uuid-${at}`,
  name: `näme "${at}"`,
  generation: at,
  rootProviderUuid: `uuid-${at}`,
  ...(at % 2 === 0 ? {} : { parentProviderUuid: "parent" }),
}));

describe("a long list", () => {
  test.each(["1.0", "1.11", "1.13", "1.14", "1.39"])(
    "shows at %s what lists of one show",
    async (version) => {
      const list = async (some: typeof providers) => {
        server.rpcs = () => ({ resourceProviders: some });
        return await rest(server.url, "GET /resource_providers", { version });
      };
      const ones = [];
      for (const one of providers.slice(0, 300)) ones.push(...(await list([one])).body.resource_providers);
      const whole = await list(providers);
      expect(whole).toMatchObject({ status: 200, body: { resource_providers: { length: 1001 } } });
      expect(whole.body.resource_providers.slice(0, 300)).toEqual(ones);
      expect(whole.headers.get("content-type")).toBe("application/json");
      expect(Object.keys(whole.body)).toEqual(["resource_providers"]);
    },
  );

  test("does not go on to be written where nobody waits for it", async () => {
    let written = 0;
    const text = await listsInParts(
      [{ field: "items", key: "items", kind: "list" }],
      { items: providers },
      { write: (part) => JSON.stringify({ items: part.items }), goesOn: () => ++written < 3 },
    );
    expect(text).toBeUndefined();
    expect(written).toBe(3);
  });

  test("is nothing else", async () => {
    const more = { write: () => '{"items":[],"more":1}', goesOn: () => true };
    const lists = [{ field: "items", key: "items", kind: "list" }] as const;
    await expect(listsInParts(lists, { items: providers }, more)).rejects.toThrow(TypeError);
  });
});

describe("long lists of candidates", () => {
  const uuid = (at: number) => `aaaaaaaa-0000-4000-8000-${String(at).padStart(12, "0")}`;
  const places = Array.from({ length: 600 }, (_, at) => at);
  const answer = (some: number[]) => ({
    allocationRequests: some.map((at) => ({
      allocations: { [uuid(at)]: { resources: { VCPU: 1 } } },
      mappings: { "": { resourceProviderUuids: [uuid(at)] } },
    })),
    providerSummaries: Object.fromEntries(
      some.map((at) => [
        uuid(at),
        { resources: { VCPU: { capacity: 8, used: at % 8 } }, traits: ["T"], rootProviderUuid: uuid(at) },
      ]),
    ),
  });

  test.each(["1.10", "1.12", "1.17", "1.27", "1.29", "1.33", "1.39"])(
    "show at %s what short ones show",
    async (version) => {
      const list = async (some: number[]) => {
        server.rpcs = () => answer(some);
        const { body } = await rest(server.url, "GET /allocation_candidates?resources=VCPU:1", { version });
        return body;
      };
      const short = [
        await list(places.slice(0, 200)),
        await list(places.slice(200, 400)),
        await list(places.slice(400)),
      ];
      expect(await list(places)).toEqual({
        allocation_requests: short.flatMap((one) => one.allocation_requests),
        provider_summaries: Object.assign({}, ...short.map((one) => one.provider_summaries)),
      });
    },
  );
});

describe("lists that may be long", () => {
  const begin = (path = "/resource_providers") => {
    const leave = new AbortController();
    const headers = { "x-auth-token": "admin", "openstack-api-version": "placement 1.39" };
    const answer = fetch(server.url + path, { headers, signal: leave.signal });
    return { answer: answer.then((response) => response.status).catch(() => "gone"), leave };
  };

  test("take turns, and give them back when they are out, fail or are left", async () => {
    const ends: ((outcome: object | Promise<object>) => void)[] = [];
    server.rpcs = () => new Promise((resolve) => ends.push(resolve));
    const lists = [];
    for (let at = 1; at <= 4; at++) {
      lists.push(begin());
      await expect.poll(() => ends.length).toBe(at);
    }
    lists.push(begin(), begin(), begin(), begin("/resource_providers?name="));
    // These come though lists were before them.
    const narrow = [begin("/resource_providers?name=a"), begin(`/resource_providers?in_tree=${aUuid}`)];
    await expect.poll(() => ends.length).toBe(6);

    ends[0]!({ resourceProviders: providers });
    await expect.poll(() => ends.length).toBe(7);
    ends[1]!(Promise.reject(new Error("nobody foresaw it")));
    await expect.poll(() => ends.length).toBe(8);
    lists[2]!.leave.abort();
    await expect.poll(() => ends.length).toBe(9);
    ends[3]!({});
    await expect.poll(() => ends.length).toBe(10);
    for (const end of ends) end({});
    const statuses = await Promise.all([...lists, ...narrow].map(({ answer }) => answer));
    expect(statuses).toEqual([200, 500, "gone", ...Array(7).fill(200)]);
    expect(server.calls).toHaveLength(10);
  });
});
