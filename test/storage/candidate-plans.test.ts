import { beforeAll, describe, expect, test } from "vitest";
import type { CandidateRequest, RequestGroup } from "../../src/domain/candidates/request.ts";
import { listCandidateTrees } from "../../src/storage/candidate-pages.ts";
import { candidateTreesStatement, sharedAggregatesStatement } from "../../src/storage/candidate-trees.ts";
import { onPool, type RunStatement } from "../../src/storage/statement.ts";
import { readLanes, readTreeChanges } from "../../src/storage/tree-changes.ts";
import { treeConditions } from "../../src/storage/tree-conditions.ts";
import { plannedReads, poolOf, readsIn } from "../kit/explain.ts";
import { COMMON_AGGREGATE, populate, RARE_AGGREGATE } from "../kit/populate.ts";
import { useStorage } from "../kit/storage.ts";

const storage = useStorage();

beforeAll(async () => {
  await populate(storage.current.orm);
  // What is rare is all taken there.
  await storage.current.orm.em.fork().execute("update inventories set used = 0");
  await storage.current.orm.em.fork().execute("vacuum analyze inventories");
}, 60_000);

const tree = "5e08ea53-c4c6-448e-9334-ac4953de3cfa";
const machine = new Map([
  ["VCPU", 1],
  ["MEMORY_MB", 8],
]);

function group(suffix: string, asked: Partial<RequestGroup>): RequestGroup {
  const nothing = { resources: new Map(), requiredTraits: [], forbiddenTraits: [], memberOf: [] };
  return { suffix, ...nothing, forbiddenAggregates: [], ...asked };
}

function request(...groups: RequestGroup[]): CandidateRequest {
  return { groups, groupPolicy: "none", sameSubtrees: [], oneProviderPerTree: false };
}

const traits = {
  byName: new Map([
    ["COMPUTE_NODE", 1],
    ["CUSTOM_RARE", 2],
  ]),
  sharing: 9,
};

describe("the statement of a search's trees", () => {
  const asked = group("", {
    resources: machine,
    requiredTraits: [["COMPUTE_NODE"]],
    memberOf: [[COMMON_AGGREGATE]],
  });
  const conditions = treeConditions({
    ...request(asked, group("_GPU", { resources: new Map([["VGPU", 1]]), inTree: tree })),
    root: { requiredTraits: [], forbiddenTraits: ["CUSTOM_RARE"] },
  });

  test("says what is asked for, the narrowest first", () => {
    const shared = new Map([[2, [RARE_AGGREGATE]]]);
    const page = { count: 32, after: "7" };
    const { statement, values } = candidateTreesStatement(conditions, traits, { shared, page });
    expect(statement.text).toMatchInlineSnapshot(`
      "
        with anchors as materialized (
          select r.id, r.uuid, r.id as place from resource_providers r
          where r.parent_uuid is null
            and r.id > $12::bigint
            and not exists (
            select from provider_traits o
            where o.provider_id = r.id and o.trait_id = any ($1::int[]))
            and exists (
            select from resource_providers p where p.root_uuid = r.uuid
              and p.root_uuid = (
              select m.root_uuid from resource_providers m where m.uuid = $2)
              and exists (
            select from inventories i
            where i.provider_id = p.id and i.resource_class = $3
              and i.used + $4::int <= (i.total - i.reserved) * i.allocation_ratio
              and $4::int between i.min_unit and i.max_unit and (i.step_size = 1 or $4::int % i.step_size = 0)))
            and exists (
            select from resource_providers p where p.root_uuid = r.uuid
              and exists (
            select from provider_aggregates o
            where o.provider_id = p.id and o.aggregate_uuid = any ($5::uuid[])))
            and (exists (
            select from resource_providers p where p.root_uuid = r.uuid
              and exists (
            select from provider_traits o
            where o.provider_id = p.id and o.trait_id = any ($6::int[]))) or exists (
            select from resource_providers m join provider_aggregates a on a.provider_id = m.id
            where m.root_uuid = r.uuid and a.aggregate_uuid = any ($7::uuid[])))
            and exists (
            select from resource_providers p where p.root_uuid = r.uuid
              and exists (
            select from inventories i
            where i.provider_id = p.id and i.resource_class = $8
              and i.used + $9::int <= (i.total - i.reserved) * i.allocation_ratio
              and $9::int between i.min_unit and i.max_unit and (i.step_size = 1 or $9::int % i.step_size = 0)))
            and exists (
            select from resource_providers p where p.root_uuid = r.uuid
              and exists (
            select from inventories i
            where i.provider_id = p.id and i.resource_class = $10
              and i.used + $11::int <= (i.total - i.reserved) * i.allocation_ratio
              and $11::int between i.min_unit and i.max_unit and (i.step_size = 1 or $11::int % i.step_size = 0)))
          order by place limit $13
        ), trees as (
          select uuid from anchors
          union
          select s.root_uuid from provider_traits t
            join provider_aggregates b on b.provider_id = t.provider_id
            join resource_providers s on s.id = t.provider_id
          where t.trait_id = $14 and exists (
            select from anchors n
              join resource_providers m on m.root_uuid = n.uuid
              join provider_aggregates a on a.provider_id = m.id
            where a.aggregate_uuid = b.aggregate_uuid)
        )
        select n.place::text as place, json_build_array(p.id, p.uuid, p.generation, p.parent_uuid, p.root_uuid,
          (select json_agg(t.trait_id order by t.trait_id) from provider_traits t where t.provider_id = p.id),
          (select json_agg(a.aggregate_uuid order by a.aggregate_uuid) from provider_aggregates a where a.provider_id = p.id),
          (select json_agg(json_build_array(i.resource_class, i.total, i.reserved, i.min_unit, i.max_unit, i.step_size,
              i.allocation_ratio, i.used) order by i.resource_class)
            from inventories i where i.provider_id = p.id)) as provider
        from trees
          join resource_providers p on p.root_uuid = trees.uuid
          left join anchors n on n.uuid = p.uuid
        order by p.id"
    `);
    expect(values).toMatchInlineSnapshot(`
      [
        [
          2,
        ],
        "5e08ea53-c4c6-448e-9334-ac4953de3cfa",
        "VGPU",
        1,
        [
          "aaaaaaaa-0000-4000-8000-000000000001",
        ],
        [
          1,
        ],
        [
          "aaaaaaaa-0000-4000-8000-000000000002",
        ],
        "VCPU",
        1,
        "MEMORY_MB",
        8,
        "7",
        32,
        9,
      ]
    `);
  });

  test("asks before, through which aggregates what is asked for is shared", () => {
    const { statement } = sharedAggregatesStatement(
      { root: {}, parts: conditions.parts.slice(0, 2) },
      traits,
    );
    expect(statement.text).toMatchInlineSnapshot(`
      "select part, array_agg(aggregate_uuid) as aggregates from (
        select 0 as part, a.aggregate_uuid
        from provider_traits s
          join resource_providers p on p.id = s.provider_id
          join provider_aggregates a on a.provider_id = p.id
        where s.trait_id = $1
          and p.root_uuid = (
              select m.root_uuid from resource_providers m where m.uuid = $2)
          and exists (
            select from inventories i
            where i.provider_id = p.id and i.resource_class = $3
              and i.used + $4::int <= (i.total - i.reserved) * i.allocation_ratio
              and $4::int between i.min_unit and i.max_unit and (i.step_size = 1 or $4::int % i.step_size = 0))
        union
        select 1 as part, a.aggregate_uuid
        from provider_traits s
          join resource_providers p on p.id = s.provider_id
          join provider_aggregates a on a.provider_id = p.id
        where s.trait_id = $1
          and exists (
            select from provider_aggregates o
            where o.provider_id = p.id and o.aggregate_uuid = any ($5::uuid[]))) u group by part"
    `);
  });

  test("has few conditions, however many groups there are", () => {
    const many = Array.from({ length: 100 }, (_, at) =>
      group(`_${at}`, { resources: new Map([["VGPU", 1 + at]]), ...(at === 50 ? { inTree: tree } : {}) }),
    );
    const { parts } = treeConditions(request(...many));
    expect(parts).toHaveLength(6);
    expect(parts[0]?.inTree).toBe(tree);
  });

  test("says once what many groups ask for", () => {
    const same = ["_A", "_B", "_C"].map((suffix) => group(suffix, { resources: new Map([["VGPU", 1]]) }));
    expect(treeConditions(request(...same)).parts).toHaveLength(1);
  });
});

/** What the statements of a small page read. For many trees, reading all providers costs less than an index does. */
async function readsOf(asked: CandidateRequest): Promise<string[]> {
  const planned: string[] = [];
  const run: RunStatement = async (statement, values) => {
    planned.push(...(await plannedReads(storage.current.orm, statement, values)));
    return onPool(await poolOf(storage.current.orm))(statement, values);
  };
  const { rows } = await listCandidateTrees(run, asked, { count: 10 });
  expect(rows.length).toBeGreaterThan(0);
  return planned;
}

/** There are a few hundred traits: reading all is nothing. */
function isTooMuch(read: string): boolean {
  return read.startsWith("all of") && read !== "all of traits";
}

describe("of 10,000 providers, trees that have", () => {
  test.each<[string, string, RequestGroup]>([
    [
      "a rare trait",
      "provider_traits_trait",
      group("", { resources: new Map([["VGPU", 1]]), requiredTraits: [["CUSTOM_RARE"]] }),
    ],
    [
      "a rare trait and a common one",
      "provider_traits_trait",
      group("_1", { requiredTraits: [["COMPUTE_NODE"], ["CUSTOM_RARE"]] }),
    ],
    [
      "a rare aggregate",
      "provider_aggregates_aggregate",
      group("", { resources: new Map([["VGPU", 1]]), memberOf: [[RARE_AGGREGATE]] }),
    ],
    [
      "a rare class",
      "inventories_resource_class",
      group("", {
        resources: new Map([
          ["VGPU", 1],
          ["CUSTOM_RARE", 1],
        ]),
      }),
    ],
  ])("%s are found by %s", async (_, index, asked) => {
    const reads = await readsOf(request(asked));
    expect(reads).toContain(index);
    expect(reads.filter(isTooMuch)).toEqual([]);
  });

  test("one wanted member are found by resource_providers_root", async () => {
    const [root] = await storage.current.store.listProviders({ name: "root7" });
    const reads = await readsOf(request(group("", { resources: machine, inTree: root?.uuid })));
    expect(reads).toContain("resource_providers_root");
    expect(reads.filter(isTooMuch)).toEqual([]);
  });
});

describe("of 10,000 providers and 5,000 notes, what has changed", () => {
  test("is found by indexes, also with the plan that serves any values", async () => {
    const pool = await poolOf(storage.current.orm);
    await pool.query(
      `insert into tree_changes (lane, revision, roots)
       select n % 64, 1 + n / 64, array[md5('root' || n)::uuid] from generate_series(0, 4999) as n`,
    );
    await pool.query(
      "update change_lanes l set revision = (select max(revision) from tree_changes t where t.lane = l.lane)",
    );
    await pool.query("analyze tree_changes, change_lanes");
    const client = await pool.connect();
    const plans: string[][] = [];
    const run: RunStatement = async (statement, values) => {
      await client.query("set plan_cache_mode = force_generic_plan");
      await client.query(`prepare looked_at as ${statement.text}`);
      const { rows } = await client.query(`explain (format json) execute looked_at ('{${values[0]}}')`);
      plans.push(readsIn(rows[0]["QUERY PLAN"][0].Plan));
      return onPool(pool)(statement, values);
    };
    const known = (await readLanes(onPool(pool))).map((revision) => revision - 1);
    const report = await readTreeChanges(run, known).finally(() => client.release(true));
    expect(report).toMatchObject({ kind: "known", isComplete: true });
    expect(report.kind === "known" && report.roots.length).toBe(64);
    expect(plans[0]).toContain("tree_changes_pkey");
    expect(plans[0]).toContain("resource_providers_root");
    expect(plans[0]?.filter(isTooMuch)).toEqual(["all of change_lanes"]);
  });
});
