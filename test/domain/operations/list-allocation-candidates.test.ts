import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { buildForest, type ProviderRow } from "../../../src/domain/candidates/build-forest.ts";
import type { TreeQuery } from "../../../src/domain/candidates/narrow-trees.ts";
import type { CandidateRequest } from "../../../src/domain/candidates/request.ts";
import { searchCandidates } from "../../../src/domain/candidates/search-candidates.ts";
import { summarize } from "../../../src/domain/candidates/summarize.ts";
import { listAllocationCandidates } from "../../../src/domain/operations/list-allocation-candidates.ts";
import { plantedRequest, plantForest, uuidOf } from "../../kit/plant-forest.ts";
import { useStorage } from "../../kit/storage.ts";
import { forests, requests } from "../candidates/random.ts";
import { forestOf, requestOf } from "../candidates/text-form.ts";

const storage = useStorage();

const host = { pause: async () => {} };

/** Reads all that there is. */
const everything: TreeQuery = {
  root: { requiredTraits: [], forbiddenTraits: [] },
  inTree: undefined,
  wants: [],
  rare: undefined,
  besides: [],
  rootsMax: undefined,
};

async function readAll(): Promise<readonly ProviderRow[]> {
  return (await storage.current.store.viewTrees(everything)).providers;
}

/** Several forests side by side, whose aggregates are the same. */
function beside(all: readonly ProviderRow[][]): ProviderRow[] {
  return all.flatMap((rows, at) => {
    const named = (name: string) => (at === 0 ? name : `${name}.${at}`);
    return rows.map((row) => ({
      ...row,
      uuid: named(row.uuid),
      parentUuid: row.parentUuid === undefined ? undefined : named(row.parentUuid),
      rootUuid: named(row.rootUuid),
    }));
  });
}

/** The candidates and summaries, looked for in all that there is. */
function searchAll(rows: readonly ProviderRow[], request: CandidateRequest) {
  const forest = buildForest(rows);
  const candidates = [...searchCandidates(forest, request)];
  const scope = request.oneProviderPerTree ? "allocating" : "trees";
  return { candidates, summaries: summarize(forest, candidates, scope) };
}

describe("the trees that are read", () => {
  test("are what was stored", async () => {
    const rows = forestOf(`
      CN1 DISK:10/3,reserved=1 VCPU:8/2,max=4,min=2,step=2,ratio=1.5 @a @b +T +U
        N1 @a
      SS1 DISK:100 @a +SHARES`);
    await plantForest(storage.current.orm, rows);
    const named = (row: ProviderRow) => ({
      ...row,
      uuid: uuidOf(row.uuid),
      parentUuid: row.parentUuid === undefined ? undefined : uuidOf(row.parentUuid),
      rootUuid: uuidOf(row.rootUuid),
      aggregates: row.aggregates.map(uuidOf).sort(),
    });
    expect(await readAll()).toEqual(rows.map(named));
    expect(await storage.current.store.listSharers()).toEqual(rows.slice(2).map(named));
  });

  test.each([
    ["of a small forest, all of them", false, forests, fc.constant(undefined)],
    [
      "of a large one, the first of them",
      true,
      fc.array(forests, { minLength: 20, maxLength: 40 }).map(beside),
      fc.integer({ min: 1, max: 20 }),
    ],
  ])(
    "give the same candidates as all that there is: %s",
    { timeout: 60_000 },
    async (_, limited, rowsOf, limits) => {
      // The names that requests use must be known, whatever a forest has.
      await plantForest(storage.current.orm, forestOf("P0 VCPU:1 MEM:1 DISK:1 +T +U +V"));
      const asked = fc.array(fc.tuple(requests, limits), { minLength: 8, maxLength: 8 });
      let [searches, looks] = [0, 0];
      const reads = {
        ...storage.current.store,
        viewTrees: (query: TreeQuery) => {
          looks++;
          return storage.current.store.viewTrees(query);
        },
      };
      await fc.assert(
        fc.asyncProperty(rowsOf, asked, async (rows, all) => {
          await plantForest(storage.current.orm, rows);
          const whole = await readAll();
          for (const [anyRequest, limit] of all) {
            const request = { ...plantedRequest(anyRequest), limit };
            expect(await listAllocationCandidates(reads, request, host)).toEqual(searchAll(whole, request));
            searches++;
          }
        }),
        { numRuns: 30 },
      );
      expect(looks > searches, "whether more was read where that was needed").toBe(limited);
    },
  );

  test("are only as many as it takes, and more where that was not enough", async () => {
    const hosts = Array.from({ length: 200 }, (_, at) => `H${at} VCPU:8${at < 90 ? " +FORBIDDEN" : ""}`);
    await plantForest(storage.current.orm, forestOf(hosts.join("\n")));
    const sizes: number[] = [];
    const reads = {
      ...storage.current.store,
      viewTrees: async (query: TreeQuery) => {
        const view = await storage.current.store.viewTrees(query);
        sizes.push(view.providers.length);
        return view;
      },
    };
    const found = async (text: string) => {
      sizes.length = 0;
      const { candidates } = await listAllocationCandidates(reads, requestOf(text), host);
      return candidates.map(({ allocations }) => allocations[0]?.providerUuid);
    };
    expect(await found("resources=VCPU:1 limit=2")).toEqual([uuidOf("H0"), uuidOf("H1")]);
    expect(sizes).toEqual([19]);
    expect(await found("resources=VCPU:1 required=!FORBIDDEN limit=2")).toEqual([
      uuidOf("H90"),
      uuidOf("H91"),
    ]);
    expect(sizes).toEqual([19, 76, 200]);
    expect(await found("resources=VCPU:1 required=FORBIDDEN limit=2")).toEqual([uuidOf("H0"), uuidOf("H1")]);
    expect(sizes).toEqual([19]);
    expect(await found("resources=VCPU:1")).toHaveLength(200);
    expect(await found("resources=VCPU:9 limit=2")).toEqual([]);
    expect(sizes).toEqual([0]);
  });
});

describe("a request for candidates", () => {
  beforeAll(() => plantForest(storage.current.orm, forestOf("H0 VCPU:8 @a +T")));

  const refusal = (text: string) =>
    expect(listAllocationCandidates(storage.current.store, plantedRequest(requestOf(text)), host)).rejects;

  test("names all traits that are unknown, those of the root first, and the first unknown class", async () => {
    await refusal("resources=NO_B:1,NO_A:1").toMatchObject({
      reason: "RESOURCE_CLASS_UNKNOWN",
      facts: { resource_class: "NO_B" },
    });
    await refusal("resources=VCPU:1 required=T,NO_B,!NO_A").toMatchObject({
      reason: "TRAIT_UNKNOWN",
      facts: { traits: "NO_B,NO_A" },
    });
    await refusal("resources=NO_C:1 required=NO_A root_required=NO_B,T,!NO_D").toMatchObject({
      reason: "TRAIT_UNKNOWN",
      facts: { traits: "NO_B,NO_D" },
    });
    await refusal("resources=NO_C:1 required=NO_A").toMatchObject({ reason: "RESOURCE_CLASS_UNKNOWN" });
  });

  test.each([
    ["resources=VCPU:1 in_tree=NOBODY"],
    ["resources=VCPU:1 member_of=nowhere"],
    ["resources=FPGA:1"],
  ])("for what nobody has has none: %s", async (text) => {
    const request = plantedRequest(requestOf(text));
    expect(await listAllocationCandidates(storage.current.store, request, host)).toEqual({
      candidates: [],
      summaries: [],
    });
  });

  test("is given up when nobody waits for it, and lets others have their turn before", async () => {
    const hosts = Array.from({ length: 12 }, (_, at) => `N${at} VCPU:40`).join("\n  ");
    await plantForest(storage.current.orm, forestOf(`ROOT\n  ${hosts}`));
    const groups = Array.from({ length: 8 }, (_, at) => `resources_${at}=VCPU:1`).join(" ");
    let pauses = 0;
    const gone = new Error("gone");
    const pause = async () => {
      pauses++;
      if (pauses === 3) throw gone;
    };
    const request = requestOf(`${groups} group_policy=isolate`);
    await expect(listAllocationCandidates(storage.current.store, request, { pause })).rejects.toBe(gone);
  });

  test("comes in random order where that is wanted", async () => {
    const hosts = Array.from({ length: 50 }, (_, at) => `H${at} VCPU:8`).join("\n");
    await plantForest(storage.current.orm, forestOf(hosts));
    const list = async (random?: () => number) => {
      const request = requestOf("resources=VCPU:1 limit=5");
      const listed = await listAllocationCandidates(storage.current.store, request, { ...host, random });
      return listed.candidates.map(({ allocations }) => allocations[0]?.providerUuid);
    };
    expect(await list()).toEqual(["H0", "H1", "H2", "H3", "H4"].map(uuidOf));
    const seen = new Set((await Promise.all(Array.from({ length: 20 }, () => list(Math.random)))).flat());
    expect(seen.size).toBeGreaterThan(20);
  });
});
