import { beforeAll, describe, expect, test } from "vitest";
import type { CandidateRequest, RequestGroup } from "../../../src/domain/candidates/request.ts";
import type { PlacementError } from "../../../src/domain/errors.ts";
import { type CandidateOptions, listCandidates } from "../../../src/domain/operations/list-candidates.ts";
import type { Store } from "../../../src/domain/store.ts";
import { useStorage } from "../../kit/storage.ts";

const storage = useStorage();

/** A hundred hosts with 8 VCPU each, the third part of them with a trait, and one with eight children of one VGPU. */
beforeAll(async () => {
  const em = storage.current.orm.em.fork();
  for (const statement of [
    `insert into resource_providers (uuid, name, root_uuid)
     select md5('h' || n)::uuid, 'h' || n, md5('h' || n)::uuid from generate_series(1, 100) as n`,
    `insert into resource_providers (uuid, name, parent_uuid, root_uuid)
     select md5('c' || n)::uuid, 'c' || n, md5('h50')::uuid, md5('h50')::uuid from generate_series(1, 8) as n`,
    `insert into inventories (provider_id, resource_class, total, reserved, min_unit, max_unit, step_size,
       allocation_ratio)
     select id, case when parent_uuid is null then 'VCPU' else 'VGPU' end,
       case when parent_uuid is null then 8 else 1 end, 0, 1, 8, 1, 1 from resource_providers`,
    `insert into provider_traits (provider_id, trait_id)
     select p.id, t.id from resource_providers p join traits t on t.name = 'COMPUTE_NODE'
     where p.id % 3 = 0 and p.parent_uuid is null`,
  ]) {
    await em.execute(statement);
  }
});

/** The store, and for each forest that was taken of it how many providers there were. */
function watchedReads(): { reads: Pick<Store, "openCandidateSource">; forests: number[] } {
  const forests: number[] = [];
  const reads: Pick<Store, "openCandidateSource"> = {
    async openCandidateSource() {
      const source = await storage.current.store.openCandidateSource();
      return {
        unknownResourceClasses: source.unknownResourceClasses,
        unknownTraits: source.unknownTraits,
        async *forests(...asked) {
          for await (const forest of source.forests(...asked)) {
            forests.push(forest.uuids.length);
            yield forest;
          }
        },
      };
    },
  };
  return { reads, forests };
}

function group(
  suffix: string,
  resources: Record<string, number>,
  requiredTraits: string[] = [],
): RequestGroup {
  return {
    suffix,
    resources: new Map(Object.entries(resources)),
    requiredTraits: requiredTraits.map((name) => [name]),
    forbiddenTraits: [],
    memberOf: [],
    forbiddenAggregates: [],
  };
}

function request(groups: RequestGroup[], limit?: number): CandidateRequest {
  return { groups, groupPolicy: "none", sameSubtrees: [], oneProviderPerTree: false, limit };
}

const options: CandidateOptions = { candidatesMax: 1000, pause: () => Promise.resolve() };
const machine = group("", { VCPU: 1 });
const gpus = "ABCDEFGH".split("").map((suffix) => group(suffix, { VGPU: 1 }));

describe("listCandidates()", () => {
  test("reads no more trees than it takes", async () => {
    const { reads, forests } = watchedReads();
    const list = await listCandidates(reads, request([machine], 1), options);
    expect(list.candidates).toHaveLength(1);
    expect(list.summaries).toHaveLength(1);
    expect(forests).toEqual([32]);
  });

  test("reads on until it has what is wanted", async () => {
    const { reads, forests } = watchedReads();
    const rare = [machine, group("_X", { VCPU: 1 }), group("_Y", { VCPU: 7 })];
    expect((await listCandidates(reads, request(rare), options)).candidates).toEqual([]);
    // All trees have what each group asks for, and none has what all of them do.
    expect(forests).toEqual([108]);

    const paged = watchedReads();
    const list = await listCandidates(paged.reads, request(rare, 1), options);
    expect(list.candidates).toEqual([]);
    expect(paged.forests).toEqual([32, 40, 32, 4]);
  });

  test("lists each host once, in the same order each time", async () => {
    const { reads } = watchedReads();
    const first = await listCandidates(reads, request([machine]), options);
    const again = await listCandidates(reads, request([machine]), options);
    const hosts = first.candidates.map(({ allocations }) => allocations[0]?.providerUuid);
    expect(new Set(hosts).size).toBe(100);
    expect(again).toEqual(first);
    expect(first.summaries).toHaveLength(108);
  });

  test("lists hosts in random order where that is set", async () => {
    const { reads } = watchedReads();
    const first = async () => {
      const list = await listCandidates(reads, request([machine], 1), { ...options, random: Math.random });
      return list.candidates[0]?.allocations[0]?.providerUuid;
    };
    const seen = new Set<string | undefined>();
    for (let at = 0; at < 20; at++) seen.add(await first());
    expect(seen.size).toBeGreaterThan(5);
  });

  test("lists no more than the server lists at most, whatever the limit", async () => {
    const { reads } = watchedReads();
    const few = { ...options, candidatesMax: 7 };
    expect((await listCandidates(reads, request([machine]), few)).candidates).toHaveLength(7);
    expect((await listCandidates(reads, request([machine], 50), few)).candidates).toHaveLength(7);
    expect((await listCandidates(reads, request([machine], 3), few)).candidates).toHaveLength(3);
  });

  test("lists fewer candidates where they are large", async () => {
    const { reads } = watchedReads();
    const list = await listCandidates(reads, request(gpus), { ...options, candidatesMax: 40 });
    // Eight amounts and eight mappings each: 25 candidates have 400 of them.
    expect(list.candidates).toHaveLength(25);
  });

  test("pauses, and stops when nobody waits any more", async () => {
    const { reads } = watchedReads();
    let pauses = 0;
    const count = async () => {
      pauses += 1;
    };
    expect(
      (await listCandidates(reads, request(gpus), { ...options, pause: count })).candidates,
    ).toHaveLength(625);
    expect(pauses).toBeGreaterThan(30);
    const gone = () => Promise.reject(new Error("gone"));
    await expect(listCandidates(reads, request(gpus), { ...options, pause: gone })).rejects.toThrow("gone");
  });

  test("tells how large it has grown, and goes on after what that leads to", async () => {
    const sizesOf = async (groups: RequestGroup[]) => {
      const sizes: number[] = [];
      const grown = async (size: number) => {
        await Promise.resolve();
        sizes.push(size);
      };
      const { candidates } = await listCandidates(watchedReads().reads, request(groups), {
        ...options,
        grown,
      });
      expect(sizes).toHaveLength(candidates.length);
      return sizes;
    };
    // In the first forest hosts come before they are described; then there are 108 providers, ten of a usual candidate.
    expect(await sizesOf([machine])).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
    // Sixteen parts each count for 1.6.
    expect((await sizesOf(gpus)).at(-1)).toBe(1000);
    const full = () => Promise.reject(new Error("full"));
    await expect(
      listCandidates(watchedReads().reads, request([machine]), { ...options, grown: full }),
    ).rejects.toThrow("full");
  });

  test.each<[string, CandidateRequest, Partial<PlacementError>]>([
    [
      "the root's traits first",
      { ...request([group("", { X: 1 })]), root: { requiredTraits: [["NO"]], forbiddenTraits: [] } },
      { reason: "TRAIT_UNKNOWN", facts: { traits: "NO" } },
    ],
    [
      "classes before traits",
      request([group("", { VCPU: 1, X: 1, Y: 1 }, ["NO"])]),
      { reason: "RESOURCE_CLASS_UNKNOWN", facts: { resource_class: "X" } },
    ],
    [
      "one group before the other",
      request([group("", { VCPU: 1 }, ["NO", "NEITHER"]), group("_A", { X: 1 })]),
      { reason: "TRAIT_UNKNOWN", facts: { traits: "NO,NEITHER" } },
    ],
  ])("refuses what names nothing: %s", async (_, wanted, refusal) => {
    const { reads, forests } = watchedReads();
    await expect(listCandidates(reads, wanted, options)).rejects.toMatchObject(refusal);
    expect(forests).toEqual([]);
  });
});
