import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CandidateSource } from "../../../src/domain/candidates/candidate-source.ts";
import type { Explanation } from "../../../src/domain/candidates/explanation.ts";
import type { CandidateView } from "../../../src/domain/candidates/view/candidate-view.ts";
import { explainCandidates } from "../../../src/domain/operations/explain-candidates.ts";
import { listCandidates } from "../../../src/domain/operations/list-candidates.ts";
import { createPagedSource } from "../../../src/storage/candidate-pages.ts";
import { CandidateViews } from "../../../src/storage/candidate-views.ts";
import { onPool, type RunStatement } from "../../../src/storage/statement.ts";
import { poolOf } from "../../kit/explain.ts";
import { plantedRequest } from "../../kit/plant-forest.ts";
import { useStorage } from "../../kit/storage.ts";
import { printed } from "../candidates/explained.ts";
import { requestOf } from "../candidates/text-form.ts";

const storage = useStorage();
let views: CandidateViews;
let view: CandidateView;
let run: RunStatement;

/**
 * 2,500 hosts of 8 VCPU, of which every second is full and every third a COMPUTE_NODE; those that are both have an
 * SSD. Every fifth may use the disk of a store that is younger than all of them, and host 100 has two children of a
 * VGPU each.
 */
beforeAll(async () => {
  const pool = await poolOf(storage.current.orm);
  for (const statement of [
    `insert into resource_providers (uuid, name, root_uuid)
     select md5('h' || n)::uuid, 'h' || n, md5('h' || n)::uuid from generate_series(1, 2500) as n`,
    `insert into resource_providers (uuid, name, parent_uuid, root_uuid)
     select md5('c' || n)::uuid, 'c' || n, md5('h100')::uuid, md5('h100')::uuid from generate_series(1, 2) as n`,
    `insert into resource_providers (uuid, name, root_uuid) select md5('s')::uuid, 's', md5('s')::uuid`,
    `insert into inventories (provider_id, resource_class, total, reserved, min_unit, max_unit, step_size,
       allocation_ratio, used)
     select id, case left(name, 1) when 'h' then 'VCPU' when 'c' then 'VGPU' else 'DISK_GB' end,
       case left(name, 1) when 'h' then 8 when 'c' then 1 else 1000 end, 0, 1, 1000, 1, 1,
       case when left(name, 1) = 'h' and substr(name, 2)::int % 2 = 0 then 8 else 0 end from resource_providers`,
    `insert into provider_traits (provider_id, trait_id)
     select p.id, t.id from resource_providers p join traits t on
       case left(p.name, 1) when 's' then t.name = 'MISC_SHARES_VIA_AGGREGATE' when 'h' then
         (t.name = 'COMPUTE_NODE' and substr(p.name, 2)::int % 3 = 0) or
         (t.name = 'STORAGE_DISK_SSD' and substr(p.name, 2)::int % 6 = 0) end`,
    `insert into provider_aggregates (provider_id, aggregate_uuid)
     select id, md5('a')::uuid from resource_providers
     where name = 's' or (left(name, 1) = 'h' and substr(name, 2)::int % 5 = 0)`,
  ]) {
    await pool.query(statement);
  }
  run = onPool(pool);
  views = new CandidateViews(run, { providersMax: 10_000, idleMs: 60_000 });
  for (;;) {
    const current = await views.current();
    if (current !== undefined) {
      view = current;
      return;
    }
    await delay(2);
  }
});
afterAll(() => views.close());

const options = { candidatesMax: 10, pause: () => undefined };

function readsOf(source: CandidateSource) {
  return { openCandidateSource: async () => source };
}

/** What a view shows, and what the database does. */
function ways(): CandidateSource[] {
  const paged = createPagedSource(run);
  return [{ ...paged, forests: () => view.forests() }, paged];
}

/** What is told of a request, however the trees are read. */
async function told(request: string): Promise<string[]> {
  const [fromView, fromDatabase] = (await Promise.all(
    ways().map((source) => explainCandidates(readsOf(source), plantedRequest(requestOf(request)), options)),
  )) as [Explanation, Explanation];
  expect(printed(fromDatabase)).toEqual(printed(fromView));
  return printed(fromView);
}

describe("explainCandidates()", () => {
  test("counts over all forests, and nothing twice", async () => {
    expect(view.chunks.length).toBeGreaterThan(1);
    expect(await told("resources=VCPU:1,DISK_GB:10 required=!STORAGE_DISK_SSD")).toEqual([
      "'' VCPU > resource_class 2500 > units 2500 > capacity 1250 > forbidden_traits 1250",
      "'' DISK_GB > resource_class 1 > units 1 > capacity 1 > forbidden_traits 1",
      "roots 2501 > wanted 2501 > complete 250",
      "found: no blockers",
    ]);
  });

  test.each<[string, string[]]>([
    [
      "resources_X=VGPU:1 resources_Y=VGPU:1 required_Y=COMPUTE_NODE",
      [
        "_X VGPU > resource_class 2 > units 2 > capacity 2",
        "_Y VGPU > resource_class 2 > units 2 > capacity 2 > required_traits 0",
        "roots 2501 > wanted 2501 > complete 0",
        "none: no blockers",
      ],
    ],
    [
      "resources_X=VGPU:1 resources_Y=VGPU:1 same_subtree=_X,_Y group_policy=isolate",
      [
        "_X VGPU > resource_class 2 > units 2 > capacity 2",
        "_Y VGPU > resource_class 2 > units 2 > capacity 2",
        "roots 2501 > wanted 2501 > complete 1",
        "none: same_subtree",
      ],
    ],
    [
      "resources_X=VCPU:5 resources_Y=VCPU:5 root_required=COMPUTE_NODE",
      [
        "_X VCPU > resource_class 2500 > units 2500 > capacity 1250",
        "_Y VCPU > resource_class 2500 > units 2500 > capacity 1250",
        "roots 2501 > wanted 833 > complete 417",
        "none: shared_capacity",
      ],
    ],
    [
      "resources=VCPU:1 required=STORAGE_DISK_SSD member_of=a in_tree=h1005",
      [
        "'' VCPU > resource_class 2500 > units 2500 > capacity 1250 > member_of 250 > in_tree 1",
        "roots 2501 > wanted 2501 > complete 1",
        "none: required_traits",
      ],
    ],
    [
      "resources=VCPU:1 member_of=nobody",
      [
        "'' VCPU > resource_class 2500 > units 2500 > capacity 1250 > member_of 0",
        "roots 2501 > wanted 2501 > complete 0",
        "none: no blockers",
      ],
    ],
  ])("tells of %s", async (request, expected) => {
    expect(await told(request)).toEqual(expected);
  });

  test.each([
    ["resources=CUSTOM_NONE:1"],
    ["resources=VCPU:1 required=CUSTOM_NONE"],
    ["resources=VCPU:1 required=!CUSTOM_NONE,CUSTOM_NEITHER"],
    ["resources=VCPU:1 root_required=CUSTOM_NONE resources_X=CUSTOM_NEITHER:1"],
  ])("refuses %s as a search does", async (text) => {
    const request = plantedRequest(requestOf(text));
    for (const source of ways()) {
      const refused = await listCandidates(readsOf(source), request, options).catch((error) => error);
      expect(refused.reason).toMatch(/^(RESOURCE_CLASS|TRAIT)_UNKNOWN$/);
      await expect(explainCandidates(readsOf(source), request, options)).rejects.toMatchObject({
        reason: refused.reason,
        facts: refused.facts,
      });
    }
  });

  test("stops when nobody waits any more", async () => {
    for (const source of ways()) {
      let pauses = 0;
      const pause = () => (++pauses === 4 ? Promise.reject(new Error("gone")) : undefined);
      const request = requestOf("resources=VCPU:1");
      await expect(explainCandidates(readsOf(source), request, { pause })).rejects.toThrow("gone");
      expect(pauses).toBe(4);
    }
  });
});
