import { afterEach, describe, expect, test } from "vitest";
import { listsInParts } from "../../src/rest/lists-in-parts.ts";
import { rest } from "../kit/rest-client.ts";
import { useDialectServer } from "./kit/dialect-server.ts";

const server = useDialectServer();
afterEach(() => {
  server.rpcs = () => ({});
  server.calls.length = 0;
});

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
