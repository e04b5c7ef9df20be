import { beforeAll, describe, expect, test } from "vitest";
import type { ProviderFilter } from "../../src/domain/provider.ts";
import type { Reads } from "../../src/domain/reads.ts";
import { clearAllocationsStatement } from "../../src/storage/allocation-writes.ts";
import { viewInventoriesStatement } from "../../src/storage/inventory-reads.ts";
import { inventoriesOfStatement } from "../../src/storage/lock-providers.ts";
import { listProvidersStatement } from "../../src/storage/provider-filter.ts";
import { createReads } from "../../src/storage/reads.ts";
import { onPool, type RunStatement, type Statement } from "../../src/storage/statement.ts";
import { claimStatement } from "../../src/storage/try-claim.ts";
import { tryReplaceStatement } from "../../src/storage/try-replace-inventories.ts";
import { plannedReads, poolOf } from "../kit/explain.ts";
import { COMMON_AGGREGATE, populate, RARE_AGGREGATE } from "../kit/populate.ts";
import { useStorage } from "../kit/storage.ts";

const storage = useStorage();

beforeAll(() => populate(storage.current.orm));

const everything: ProviderFilter = {
  name: "root1",
  uuid: "5e08ea53-c4c6-448e-9334-ac4953de3cfa",
  inTree: "5e08ea53-c4c6-448e-9334-ac4953de3cfb",
  resources: new Map([["VCPU", 1]]),
  requiredTraits: [["COMPUTE_NODE"]],
  forbiddenTraits: ["CUSTOM_RARE"],
  memberOf: [[COMMON_AGGREGATE]],
  forbiddenAggregates: [RARE_AGGREGATE],
};

const ids = new Map(["COMPUTE_NODE", "CUSTOM_RARE", ..."ABCDEF".split("")].map((name, at) => [name, at + 1]));

describe("the statement of a list of providers", () => {
  test("says what is asked for", () => {
    expect(listProvidersStatement(everything, ids).statement.text).toMatchInlineSnapshot(`
      "select p.uuid, p.name, p.generation, p.parent_uuid, p.root_uuid,
        (extract(epoch from p.updated_at) * 1000)::float8 as updated_at_ms from resource_providers p
        where p.name = $1
          and p.uuid = $2
          and p.root_uuid = (select m.root_uuid from resource_providers m where m.uuid = $3)
          and exists (
            select from inventories i
            where i.provider_id = p.id and i.resource_class = $4
              and i.used + $5::int <= (i.total - i.reserved) * i.allocation_ratio
              and $5::int between i.min_unit and i.max_unit and (i.step_size = 1 or $5::int % i.step_size = 0))
          and exists (
            select from provider_traits o
            where o.provider_id = p.id and o.trait_id = any ($6::int[]))
          and not exists (
            select from provider_traits o
            where o.provider_id = p.id and o.trait_id = any ($7::int[]))
          and exists (
            select from provider_aggregates o
            where o.provider_id = p.id and o.aggregate_uuid = any ($8::uuid[]))
          and not exists (
            select from provider_aggregates o
            where o.provider_id = p.id and o.aggregate_uuid = any ($9::uuid[]))
        order by p.id"
    `);
  });

  test("with more sets than are conditions of their own says the rest in one", () => {
    const many = {
      resources: new Map(["A", "B", "C", "D", "E", "F"].map((name) => [name, 1])),
      requiredTraits: ["A", "B", "C", "D", "E", "F"].map((name) => [name]),
    };
    const { statement, values } = listProvidersStatement(many, ids);
    expect(statement.text).toMatchInlineSnapshot(`
      "select p.uuid, p.name, p.generation, p.parent_uuid, p.root_uuid,
        (extract(epoch from p.updated_at) * 1000)::float8 as updated_at_ms from resource_providers p
        where exists (
            select from inventories i
            where i.provider_id = p.id and i.resource_class = $1
              and i.used + $2::int <= (i.total - i.reserved) * i.allocation_ratio
              and $2::int between i.min_unit and i.max_unit and (i.step_size = 1 or $2::int % i.step_size = 0))
          and exists (
            select from inventories i
            where i.provider_id = p.id and i.resource_class = $3
              and i.used + $4::int <= (i.total - i.reserved) * i.allocation_ratio
              and $4::int between i.min_unit and i.max_unit and (i.step_size = 1 or $4::int % i.step_size = 0))
          and exists (
            select from inventories i
            where i.provider_id = p.id and i.resource_class = $5
              and i.used + $6::int <= (i.total - i.reserved) * i.allocation_ratio
              and $6::int between i.min_unit and i.max_unit and (i.step_size = 1 or $6::int % i.step_size = 0))
          and exists (
            select from inventories i
            where i.provider_id = p.id and i.resource_class = $7
              and i.used + $8::int <= (i.total - i.reserved) * i.allocation_ratio
              and $8::int between i.min_unit and i.max_unit and (i.step_size = 1 or $8::int % i.step_size = 0))
          and not exists (
            select from unnest($9::varchar[], $10::int[]) as w (resource_class, amount)
            where not exists (
            select from inventories i
            where i.provider_id = p.id and i.resource_class = w.resource_class
              and i.used + w.amount <= (i.total - i.reserved) * i.allocation_ratio
              and w.amount between i.min_unit and i.max_unit and (i.step_size = 1 or w.amount % i.step_size = 0)))
          and exists (
            select from provider_traits o
            where o.provider_id = p.id and o.trait_id = any ($11::int[]))
          and exists (
            select from provider_traits o
            where o.provider_id = p.id and o.trait_id = any ($12::int[]))
          and exists (
            select from provider_traits o
            where o.provider_id = p.id and o.trait_id = any ($13::int[]))
          and exists (
            select from provider_traits o
            where o.provider_id = p.id and o.trait_id = any ($14::int[]))
          and (
            select count(distinct w.place) from provider_traits o
              join unnest($15::int[], $16::int[]) as w (place, name) on w.name = o.trait_id
            where o.provider_id = p.id) = $17
        order by p.id"
    `);
    expect(values).toMatchInlineSnapshot(`
      [
        "A",
        1,
        "B",
        1,
        "C",
        1,
        "D",
        1,
        [
          "E",
          "F",
        ],
        [
          1,
          1,
        ],
        [
          3,
        ],
        [
          4,
        ],
        [
          5,
        ],
        [
          6,
        ],
        [
          0,
          1,
        ],
        [
          7,
          8,
        ],
        2,
      ]
    `);
  });

  test.each<[ProviderFilter, string | undefined]>([
    [{}, "list_providers"],
    [{ name: "a" }, "list_providers_by_name"],
    [{ name: "a", uuid: "b", inTree: "c" }, "list_providers_by_name_by_uuid_in_tree"],
    [{ forbiddenTraits: ["A"] }, undefined],
  ])("%j is prepared where there are few like it", (filter, name) => {
    expect(listProvidersStatement(filter, ids).statement.name).toBe(name);
  });
});

/** What the statements of a read read, where `ask` is asked for it. */
async function readsOf(ask: (reads: Reads) => Promise<unknown>): Promise<string[]> {
  const planned: string[] = [];
  const run: RunStatement = async (statement, values) => {
    planned.push(...(await plannedReads(storage.current.orm, statement, values)));
    return onPool(await poolOf(storage.current.orm))(statement, values);
  };
  await ask(createReads(run));
  return planned;
}

const tree = "5e08ea53-c4c6-448e-9334-ac4953de3cfa";

describe("of 10,000 providers, what is asked for", () => {
  test.each<[string, string, (reads: Reads) => Promise<unknown>]>([
    ["by name", "resource_providers_name_key", (reads) => reads.listProviders({ name: "root7" })],
    ["by uuid", "resource_providers_uuid_key", (reads) => reads.listProviders({ uuid: tree })],
    ["by tree", "resource_providers_root", (reads) => reads.listProviders({ inTree: tree })],
    [
      "by a rare trait",
      "provider_traits_trait",
      (reads) => reads.listProviders({ requiredTraits: [["CUSTOM_RARE"]] }),
    ],
    [
      "by a rare trait and a common one",
      "provider_traits_trait",
      (reads) => reads.listProviders({ requiredTraits: [["COMPUTE_NODE"], ["CUSTOM_RARE"]] }),
    ],
    [
      "by a rare trait without other things",
      "provider_traits_trait",
      (reads) =>
        reads.listProviders({
          requiredTraits: [["CUSTOM_RARE"]],
          forbiddenTraits: ["COMPUTE_NODE"],
          forbiddenAggregates: [RARE_AGGREGATE],
        }),
    ],
    [
      "by a rare aggregate",
      "provider_aggregates_aggregate",
      (reads) => reads.listProviders({ memberOf: [[RARE_AGGREGATE]] }),
    ],
    [
      "by a rare aggregate and a common one",
      "provider_aggregates_aggregate",
      (reads) => reads.listProviders({ memberOf: [[COMMON_AGGREGATE], [RARE_AGGREGATE]] }),
    ],
    [
      "by a rare class",
      "inventories_resource_class",
      (reads) => reads.listProviders({ resources: new Map([["CUSTOM_RARE", 1]]) }),
    ],
    [
      "by common things in a tree",
      "resource_providers_root",
      (reads) => reads.listProviders({ ...everything, name: undefined, uuid: undefined, inTree: tree }),
    ],
    ["of a project", "consumers_project_user", (reads) => reads.listUsages({ projectId: "project7" })],
    [
      "of a user of a project",
      "consumers_project_user",
      (reads) => reads.listUsages({ projectId: "project7", userId: "user" }),
    ],
    ["of a consumer", "consumers_uuid_key", (reads) => reads.viewAllocations(tree)],
    ["of a provider's consumers", "allocations_inventory", (reads) => reads.viewProviderAllocations(tree)],
    ["of a provider's inventories", "inventories_pkey", (reads) => reads.viewInventories(tree)],
    ["of a provider's traits", "provider_traits_pkey", (reads) => reads.viewTraits(tree)],
    ["of a provider's aggregates", "provider_aggregates_pkey", (reads) => reads.viewAggregates(tree)],
    [
      "of traits, whether somebody has them",
      "provider_traits_trait",
      (reads) => reads.listTraits({ associated: true }),
    ],
  ])("%s is found by %s", async (_, index, ask) => {
    const reads = await readsOf(ask);
    expect(reads).toContain(index);
    expect(reads.filter((read) => big.includes(read))).toEqual([]);
  });

  test.each<[Statement, readonly unknown[]]>([
    [viewInventoriesStatement, [tree]],
    [tryReplaceStatement, [tree, 0, ["VCPU", "VGPU"], [8, 8], [0, 0], [1, 1], [8, 8], [1, 1], [1, 1], 0]],
    [claimStatement, [[tree], ["p"], ["u"], ["t"], [tree, tree], [tree, tree], ["VCPU", "VGPU"], [1, 1], 0]],
  ])("$name, kept by a connection for any values, is served by indexes", async (statement, values) => {
    const reads = await plannedReads(storage.current.orm, statement, values, { generic: true });
    expect(reads).toContain("resource_providers_uuid_key");
    expect(reads.filter((read) => [...big, "all of change_lanes"].includes(read))).toEqual([]);
  });

  test.each<[Statement, string]>([
    [clearAllocationsStatement, "allocations_pkey"],
    [inventoriesOfStatement, "inventories_pkey"],
  ])("$name, before there are statistics, is served by indexes", async (statement, index) => {
    const pool = await poolOf(storage.current.orm);
    const names = big.map((read) => read.replace("all of ", ""));
    const tables = "(select oid from pg_class where relname = any ($1))";
    try {
      await pool.query(`delete from pg_statistic where starelid in ${tables}`, [names]);
      await pool.query(`update pg_class set reltuples = -1 where oid in ${tables}`, [names]);
      const reads = await plannedReads(storage.current.orm, statement, [[tree]], { generic: true });
      expect(reads).toContain(index);
      expect(reads.filter((read) => big.includes(read))).toEqual([]);
    } finally {
      await pool.query("analyze");
    }
  });

  test("by what no index serves is read from end to end, which the test would see", async () => {
    const unserved = { text: "select from allocations where amount = 3" };
    expect(await plannedReads(storage.current.orm, unserved, [])).toEqual(["all of allocations"]);
    expect(big).toContain("all of allocations");
  });
});

/** Tables of which nobody should read all to find a few rows. */
const big = [
  "resource_providers",
  "inventories",
  "provider_traits",
  "provider_aggregates",
  "consumers",
  "allocations",
].map((table) => `all of ${table}`);
