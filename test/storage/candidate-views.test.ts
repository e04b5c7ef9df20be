import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { Client, type Pool } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { CandidateSource } from "../../src/domain/candidates/candidate-source.ts";
import type { CandidateRequest, RequestGroup } from "../../src/domain/candidates/request.ts";
import type { CandidateView } from "../../src/domain/candidates/view/candidate-view.ts";
import { PlacementError } from "../../src/domain/errors.ts";
import { listCandidates } from "../../src/domain/operations/list-candidates.ts";
import { createPagedSource } from "../../src/storage/candidate-pages.ts";
import { CandidateViews } from "../../src/storage/candidate-views.ts";
import { openStorage, type Storage } from "../../src/storage/open-storage.ts";
import { noRetries, retryWhole } from "../../src/storage/retry.ts";
import { onPool, type RunStatement } from "../../src/storage/statement.ts";
import { poolOf } from "../kit/explain.ts";
import { Names } from "../kit/names.ts";
import type { Step } from "../kit/scenario.ts";
import { useStorage } from "../kit/storage.ts";
import { writes } from "../kit/write-steps.ts";

/** Who writes. Who reads has connections of its own, as another server has. */
const writer = useStorage();
let reader: Storage;
let pool: Pool;
let run: RunStatement;
const opened: CandidateViews[] = [];
const options = { candidatesMax: 100_000, pause: () => undefined };

beforeAll(async () => {
  reader = await openStorage({ url: writer.url, poolSize: 8, timeoutMs: 20_000 });
  pool = await poolOf(reader.orm);
  const alone = onPool(pool);
  run = (statement, values) => retryWhole(() => alone(statement, values), noRetries());
});
afterAll(() => reader.close());
beforeEach(async () => {
  await pool.query("truncate resource_providers, consumers restart identity cascade");
  return () => {
    for (const views of opened.splice(0)) views.close();
  };
});

/** Views that have been loaded; `statements` are the names of those that were run since. */
async function loadedViews(more: { providersMax?: number; idleMs?: number } = {}) {
  const statements: string[] = [];
  const watched: RunStatement = (statement, values) => {
    statements.push(statement.name ?? "");
    return run(statement, values);
  };
  const views = new CandidateViews(watched, { providersMax: 10_000, idleMs: 60_000, ...more });
  opened.push(views);
  await seen(views);
  statements.length = 0;
  return { views, statements };
}

/** What views show as soon as they show anything. */
async function seen(views: CandidateViews): Promise<CandidateView> {
  for (;;) {
    const view = await views.current();
    if (view !== undefined) return view;
    await delay(2);
  }
}

function sourceOf(view: CandidateView): CandidateSource {
  return { ...createPagedSource(run), forests: () => view.forests() };
}

async function list(source: CandidateSource, request: CandidateRequest, limit?: number) {
  const reads = { openCandidateSource: async () => source };
  const { candidates, summaries } = await listCandidates(reads, { ...request, limit }, options);
  return {
    candidates: candidates.map((one) => JSON.stringify(one)),
    summaries: new Map(summaries.map((one) => [one.uuid, one])),
  };
}

function group(suffix: string, resources: Record<string, number>, more: Partial<RequestGroup> = {}) {
  const all = new Map(Object.entries(resources));
  const nothing = { requiredTraits: [], forbiddenTraits: [], memberOf: [], forbiddenAggregates: [] };
  return { suffix, resources: all, ...nothing, ...more };
}

function request(...groups: RequestGroup[]): CandidateRequest {
  return { groups, groupPolicy: "none", sameSubtrees: [], oneProviderPerTree: false };
}

/** Forests and what they give, in a form that tells two views apart. */
async function usedOf(view: CandidateView): Promise<Map<string, number>> {
  const { summaries } = await list(sourceOf(view), request(group("", { VCPU: 1 })));
  return new Map([...summaries].map(([uuid, { resources }]) => [uuid, resources[0]?.used ?? -1]));
}

async function note(roots: string[] | null): Promise<void> {
  await pool.query(
    `with lane as (update change_lanes set revision = revision + 1 where lane = 3 returning lane, revision)
     insert into tree_changes (lane, revision, roots) select lane, revision, $1::uuid[] from lane`,
    [roots],
  );
}

const provider = fc.constantFrom("P0", "P1", "P2", "P3", "P4", "P5");
const resourceClass = fc.constantFrom("VCPU", "DISK_GB", "CUSTOM_C", "CUSTOM_D");
const traits = fc.subarray(["COMPUTE_NODE", "CUSTOM_T", "MISC_SHARES_VIA_AGGREGATE"]);
const aggregates = fc.subarray(["G0", "G1"]);
const words = (...parts: fc.Arbitrary<string | string[]>[]) =>
  fc.tuple(...parts).map((all) => all.flat().join(" "));
const verb = (name: string) => fc.constant(name);

/** Lines of all kinds of writes; many are refused, as clients' often are. */
const line: fc.Arbitrary<string> = fc.oneof(
  words(verb("create"), provider, fc.oneof(provider, fc.constant<string[]>([]))),
  words(verb("create"), provider),
  words(verb("move"), provider, fc.oneof(provider, fc.constant<string[]>([]))),
  words(verb("delete"), provider),
  words(verb("put"), provider, fc.subarray(["VCPU", "DISK_GB", "CUSTOM_C"], { minLength: 1 })),
  words(verb("put"), provider, fc.constant(["VCPU", "DISK_GB"])),
  words(verb("add"), provider, resourceClass),
  words(verb("update"), provider, resourceClass, fc.constantFrom("total 7", "max 2", "reserved 99")),
  words(verb("remove"), provider, fc.oneof(resourceClass, fc.constant<string[]>([]))),
  words(verb("traits"), provider, traits),
  words(verb("aggregates"), provider, fc.constantFrom("knowingly", "blindly"), aggregates),
  words(verb("aggregates"), provider, verb("blindly"), aggregates),
  fc.constantFrom("class CUSTOM_C", "class CUSTOM_C CUSTOM_D", "class CUSTOM_D CUSTOM_C", "trait CUSTOM_T"),
  words(verb("allocate"), fc.constantFrom("C0 new", "C1 any", "C2 any"), provider, resourceClass, verb("3")),
  words(verb("allocate"), fc.constantFrom("C3 any"), provider, verb("VCPU 40"), provider, verb("DISK_GB 1")),
  words(verb("release"), fc.constantFrom("C0", "C1", "C2", "C3")),
  words(verb("reshape"), provider, verb("VCPU / C4 any"), provider, verb("VCPU 2")),
);

/** Questions that meet all that a write may change. */
function questions(names: Names): CandidateRequest[] {
  const uuid = (name: string) => names.uuid(name);
  return [
    request(group("", { VCPU: 1 })),
    request(group("", { VCPU: 3, DISK_GB: 1 })),
    request(group("", { VCPU: 60 }, { requiredTraits: [["COMPUTE_NODE"]] })),
    request(group("_A", { DISK_GB: 2 }, { memberOf: [[uuid("G0")]] }), group("_B", { VCPU: 1 })),
    request(group("", { VCPU: 1, DISK_GB: 1 }, { forbiddenAggregates: [uuid("G1")], inTree: uuid("P1") })),
    {
      ...request(group("", { DISK_GB: 1 })),
      root: { requiredTraits: [], forbiddenTraits: ["COMPUTE_NODE"] },
    },
    { ...request(group("_A", { VCPU: 1 }), group("_B", { DISK_GB: 1 })), sameSubtrees: [["_A", "_B"]] },
  ];
}

describe("CandidateViews", () => {
  test("shows after each write of another server what the database has", async () => {
    let [done, candidates, views] = [0, 0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 30, maxLength: 40 }), async (lines) => {
        await pool.query("truncate resource_providers, consumers restart identity cascade");
        await note(null);
        const stage = { store: writer.current.store, names: new Names() };
        const { views: other } = await loadedViews();
        const wanted = questions(stage.names);
        for (const [at, text] of ["create P0", "create P1", "put P0 VCPU DISK_GB", ...lines].entries()) {
          const [name = "", ...rest] = text.split(" ");
          const step: Step = writes[name as keyof typeof writes];
          const outcome = await step(stage, rest).catch((error: unknown) => error);
          if (outcome instanceof Error && !(outcome instanceof PlacementError)) throw outcome;
          done += outcome instanceof Error ? 0 : 1;
          const view = await other.current();
          // After a class was renamed, everything is read again.
          if (view === undefined) continue;
          views += 1;
          const question = wanted[at % wanted.length]!;
          const here = await list(sourceOf(view), question);
          const there = await list(createPagedSource(run), question);
          expect(here.candidates.toSorted(), text).toEqual(there.candidates.toSorted());
          expect(here.summaries, text).toEqual(there.summaries);
          expect((await list(sourceOf(view), question, 2)).candidates).toEqual(here.candidates.slice(0, 2));
          candidates += here.candidates.length;
        }
        other.close();
      }),
      { numRuns: 25 },
    );
    expect(done).toBeGreaterThan(200);
    expect(views).toBeGreaterThan(400);
    expect(candidates).toBeGreaterThan(200);
  }, 120_000);

  test("asks once where nothing was changed", async () => {
    const stage = { store: writer.current.store, names: new Names() };
    await writes.create(stage, ["P0"]);
    await writes.put(stage, ["P0", "VCPU"]);
    const { views, statements } = await loadedViews();
    expect([...(await usedOf(await seen(views))).values()]).toEqual([0]);
    expect(statements).toEqual(["tree_changes"]);
  });

  test("reads everything again where notes are gone, or one is about everything", async () => {
    const stage = { store: writer.current.store, names: new Names() };
    await writes.create(stage, ["P0"]);
    const { views, statements } = await loadedViews();
    await writes.put(stage, ["P0", "VCPU"]);
    await pool.query("delete from tree_changes");
    expect(await views.current()).toBeUndefined();
    expect([...(await usedOf(await seen(views))).values()]).toEqual([0]);
    expect(statements).toContain("tree_page");

    statements.length = 0;
    await pool.query("update inventories set used = 5");
    await note(null);
    expect(await views.current()).toBeUndefined();
    expect([...(await usedOf(await seen(views))).values()]).toEqual([5]);
    expect(statements).toContain("tree_page");
  });

  test("reads everything again where the lanes went back, as after a restored backup", async () => {
    const { views } = await loadedViews();
    await note([]);
    await seen(views);
    await pool.query("update change_lanes set revision = revision - 1 where lane = 3");
    await pool.query(
      "delete from tree_changes t using change_lanes l where t.lane = l.lane and t.revision > l.revision",
    );
    expect(await views.current()).toBeUndefined();
    await seen(views);
  });

  test("catches up with more notes than it reads at a time", async () => {
    const stage = { store: writer.current.store, names: new Names() };
    await writes.create(stage, ["P0"]);
    await writes.put(stage, ["P0", "VCPU"]);
    const { views, statements } = await loadedViews();
    await pool.query("update inventories set used = 7");
    await pool.query(
      `insert into tree_changes (lane, revision, roots)
       select 3, revision + n, array[$1::uuid] from change_lanes, generate_series(1, 100) n where lane = 3`,
      [stage.names.uuid("P0")],
    );
    await pool.query("update change_lanes set revision = revision + 100 where lane = 3");
    expect([...(await usedOf((await views.current())!)).values()]).toEqual([7]);
    expect(statements.filter((name) => name === "tree_changes")).toHaveLength(4);
  });

  test("shows every write that was committed before it was asked, among many writers and readers", async () => {
    const stage = { store: writer.current.store, names: new Names() };
    const hosts = Array.from({ length: 6 }, (_, at) => `P${at}`);
    for (const host of hosts) {
      await writes.create(stage, [host]);
      await writes.put(stage, [host, "VCPU"]);
    }
    const { views, statements } = await loadedViews();
    let rounds = 0;
    await Promise.all(
      hosts.map(async (host) => {
        for (let used = 1; used <= 60; used++) {
          await writes.allocate(stage, [`${host}C${used}`, "new", host, "VCPU", "1"]);
          const [once, twice] = await Promise.all([views.current(), views.current()]);
          expect((await usedOf(once!)).get(stage.names.uuid(host))).toBe(used);
          expect((await usedOf(twice!)).get(stage.names.uuid(host))).toBe(used);
          rounds += 1;
        }
      }),
    );
    expect(rounds).toBe(360);
    // Who waits shares: there were fewer reads than readers.
    expect(statements.filter((name) => name === "tree_changes").length).toBeLessThan(700);
  }, 60_000);

  test("keeps what a search has begun with", async () => {
    const stage = { store: writer.current.store, names: new Names() };
    await writes.create(stage, ["P0"]);
    await writes.put(stage, ["P0", "VCPU"]);
    const { views } = await loadedViews();
    const before = await seen(views);
    await writes.allocate(stage, ["C1", "new", "P0", "VCPU", "4"]);
    const after = await seen(views);
    expect([...(await usedOf(before)).values()]).toEqual([0]);
    expect([...(await usedOf(after)).values()]).toEqual([4]);
  });

  test("fails those whose read fails, and nobody after them", async () => {
    const stage = { store: writer.current.store, names: new Names() };
    await writes.create(stage, ["P0"]);
    await writes.put(stage, ["P0", "VCPU"]);
    const { views } = await loadedViews();
    const client = new Client({ connectionString: writer.url });
    await client.connect();
    await client.query("begin; lock table change_lanes in access exclusive mode");
    const failed = expect(views.current()).rejects.toMatchObject({ reason: "UNAVAILABLE" });
    const waiting = views.current();
    await expect
      .poll(async () => {
        const { rowCount } = await client.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where wait_event_type = 'Lock' and datname = current_database() and query like '%change_lanes%'`,
        );
        return rowCount;
      })
      .toBe(1);
    await failed;
    await client.query("rollback");
    await client.end();
    await writes.allocate(stage, ["C1", "new", "P0", "VCPU", "2"]);
    expect(await waiting).toBeDefined();
    expect([...(await usedOf((await views.current())!)).values()]).toEqual([2]);
  });

  test("remembers nothing of more providers than it may", async () => {
    const stage = { store: writer.current.store, names: new Names() };
    for (const name of ["P0", "P1", "P2"]) await writes.create(stage, [name]);
    const warnings: string[] = [];
    const statements: string[] = [];
    const watched: RunStatement = (statement, values) => {
      statements.push(statement.name ?? "");
      return run(statement, values);
    };
    const views = new CandidateViews(watched, {
      providersMax: 2,
      idleMs: 60_000,
      warn: (message) => warnings.push(message),
    });
    opened.push(views);
    expect(await views.current()).toBeUndefined();
    await expect.poll(() => warnings).toHaveLength(1);
    expect(warnings[0]).toContain("more than 2 providers");
    expect(await views.current()).toBeUndefined();
    // Many are counted, not read.
    expect(statements).toEqual(["provider_count"]);
  });

  test("forgets what nobody asks for, and reads it again", async () => {
    const { views, statements } = await loadedViews({ idleMs: 500 });
    await delay(2500);
    statements.length = 0;
    expect(await views.current()).toBeUndefined();
    await seen(views);
    expect(statements).toContain("tree_page");
  });
});
