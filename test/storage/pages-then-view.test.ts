import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { buildForest, type ProviderRow } from "../../src/domain/candidates/build-forest.ts";
import type { CandidateSource } from "../../src/domain/candidates/candidate-source.ts";
import { type Forest, SHARING_TRAIT } from "../../src/domain/candidates/forest.ts";
import type { ProviderSummary } from "../../src/domain/candidates/provider-summary.ts";
import type { CandidateRequest } from "../../src/domain/candidates/request.ts";
import { searchCandidates } from "../../src/domain/candidates/search-candidates.ts";
import { summarize } from "../../src/domain/candidates/summarize.ts";
import { listCandidates } from "../../src/domain/operations/list-candidates.ts";
import { createPagedSource, type FurtherPages } from "../../src/storage/candidate-pages.ts";
import { CandidateViews } from "../../src/storage/candidate-views.ts";
import { onPool, type RunStatement } from "../../src/storage/statement.ts";
import { Turns } from "../../src/storage/turns.ts";
import { forests, requests } from "../domain/candidates/random.ts";
import { forestOf, printCandidate } from "../domain/candidates/text-form.ts";
import { poolOf } from "../kit/explain.ts";
import { plantedRequest, plantForest, uuidOf } from "../kit/plant-forest.ts";
import { useStorage } from "../kit/storage.ts";

const storage = useStorage();
let run: RunStatement;
beforeAll(async () => {
  run = onPool(await poolOf(storage.current.orm));
});

const PARTS = 10;
const SLOTS = 8;
/** Hosts that serve nearly any request: with them there is more than one page of trees. */
const HOSTS = 40;

/** Ids, mixed: a place for each provider that a part can have, and the hosts among them. */
const places = fc.shuffledSubarray(
  [
    ...Array.from({ length: PARTS * SLOTS }, (_, at) => `Q${Math.floor(at / SLOTS)}P${at % SLOTS}`),
    ...Array.from({ length: HOSTS }, (_, at) => `H${at}`),
  ],
  { minLength: PARTS * SLOTS + HOSTS },
);

/** What parts are made of, before and after something changes: some of them stay as they are. */
const worlds = fc.record({
  places,
  before: fc.array(forests, { minLength: PARTS, maxLength: PARTS }),
  changes: fc.array(fc.option(forests), { minLength: PARTS, maxLength: PARTS }),
});

/** The name of a provider of a part; names that are empty places in one state are there in another. */
function rowsOf(parts: readonly (readonly ProviderRow[])[], order: readonly string[]): ProviderRow[] {
  const rows = new Map<string, ProviderRow>();
  parts.forEach((part, at) => {
    const named = (name: string) => `Q${at}${name}`;
    for (const row of part) {
      rows.set(named(row.uuid), {
        ...row,
        uuid: named(row.uuid),
        parentUuid: row.parentUuid === undefined ? undefined : named(row.parentUuid),
        rootUuid: named(row.rootUuid),
        // Parts share with few others, or there are too many candidates.
        aggregates: row.aggregates.map((name) => `${name}${at % 4}`),
      });
    }
  });
  return order.map((name) => rows.get(name) ?? lone(name));
}

function lone(name: string): ProviderRow {
  return forestOf(name.startsWith("H") ? `${name} VCPU:4 MEM:4 DISK:4` : `none-${name}`)[0]!;
}

/** A request that names a provider of some part where it names one. */
function askedOf(request: CandidateRequest, part: number): CandidateRequest {
  const groups = request.groups.map((group) => ({
    ...group,
    inTree: group.inTree === undefined ? undefined : `Q${part}${group.inTree}`,
    memberOf: group.memberOf.map((set) => set.map((name) => `${name}${part % 4}`)),
    forbiddenAggregates: group.forbiddenAggregates.map((name) => `${name}${part % 4}`),
  }));
  return plantedRequest({ ...request, groups });
}

/** All that is found where all trees are searched together, in the names of the database. */
function foundInAll(rows: readonly ProviderRow[], request: CandidateRequest) {
  const forest = buildForest(
    rows.map((row) => ({
      ...row,
      uuid: uuidOf(row.uuid),
      parentUuid: row.parentUuid === undefined ? undefined : uuidOf(row.parentUuid),
      rootUuid: uuidOf(row.rootUuid),
      aggregates: row.aggregates.map(uuidOf),
    })),
  );
  const candidates = [...searchCandidates(forest, request)];
  const scope = request.oneProviderPerTree ? "allocating" : "trees";
  return { candidates, summaries: summarize(forest, candidates, scope) };
}

/**
 * What is found by pages and then, from the second page on or later, in a view that is loaded when something has
 * been done meanwhile.
 */
async function foundOnTheWay(
  request: CandidateRequest,
  given: { readonly meanwhile: () => Promise<void>; readonly pagesBetween: number },
) {
  const views = new CandidateViews(run, { providersMax: 10_000, idleMs: 60_000 });
  let asked = 0;
  let fromView = 0;
  const instead: FurtherPages["instead"] = async (after) => {
    if (asked++ === 0) await given.meanwhile();
    if (asked <= given.pagesBetween) return undefined;
    let view = await views.current();
    for (; view === undefined; view = await views.current()) await delay(1);
    return counted(view.forestsAfter(Number(after)));
  };
  async function* counted(all: AsyncIterable<Forest>) {
    for await (const forest of all) {
      fromView += forest.ownRoots.length;
      yield forest;
    }
  }
  const paged = createPagedSource(run, { turns: new Turns(1), instead });
  // Pages are as small as they come, so that there are several.
  const source: CandidateSource = {
    ...paged,
    forests: (asked, order) => paged.forests(asked, { ...order, treesWanted: 1 }),
  };
  const options = { candidatesMax: 1_000_000, pause: () => undefined };
  try {
    const list = await listCandidates({ openCandidateSource: async () => source }, request, options);
    return { list, fromView };
  } finally {
    views.close();
  }
}

/** Summaries whose parts, and which themselves, may be in any order. */
function printSummaries(summaries: readonly ProviderSummary[]): string[] {
  const sorted = summaries.map(({ resources, traits, ...one }) => ({
    ...one,
    traits: traits.toSorted(),
    resources: resources.map((resource) => JSON.stringify(resource)).toSorted(),
  }));
  return sorted.map((one) => JSON.stringify(one)).sort();
}

describe("a search that begins in the database and goes on in a view", () => {
  const limits = fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined });

  test("finds each candidate once where nothing changes between", async () => {
    let [candidates, fromView] = [0, 0];
    await fc.assert(
      fc.asyncProperty(worlds, requests, fc.nat(PARTS - 1), limits, async (world, drawn, part, limit) => {
        const rows = rowsOf(world.before, world.places);
        const request = askedOf(drawn, part);
        await plantForest(storage.current.orm, rows);
        const meanwhile = () => Promise.resolve();
        const found = await foundOnTheWay({ ...request, limit }, { meanwhile, pagesBetween: 0 });
        const all = foundInAll(rows, request);
        const given = found.list.candidates.map(printCandidate).sort();
        expect(given).toHaveLength(Math.min(limit ?? 1_000_000, all.candidates.length));
        if (limit === undefined) {
          expect(given).toEqual(all.candidates.map(printCandidate).sort());
          expect(printSummaries(found.list.summaries)).toEqual(printSummaries(all.summaries));
        } else {
          const known = new Set(all.candidates.map(printCandidate));
          expect(new Set(given).size).toBe(given.length);
          expect(given.filter((one) => !known.has(one))).toEqual([]);
        }
        candidates += given.length;
        fromView += found.fromView;
      }),
      { numRuns: 60 },
    );
    expect(candidates).toBeGreaterThan(100);
    expect(fromView).toBeGreaterThan(100);
  }, 60_000);

  test("finds nothing that never was, and once what has stayed, where trees come, go and move between", async () => {
    let [stayed, fromView] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        worlds,
        requests,
        fc.nat(PARTS - 1),
        fc.nat(1),
        async (world, drawn, part, pagesBetween) => {
          const before = rowsOf(world.before, world.places);
          const changed = world.before.map((rows, at) => world.changes[at] ?? rows);
          const after = rowsOf(changed, world.places);
          const request = askedOf(drawn, part);
          await plantForest(storage.current.orm, before);
          const meanwhile = () => plantForest(storage.current.orm, after);
          const found = await foundOnTheWay(request, { meanwhile, pagesBetween });
          const [first, second] = [before, after].map(
            (rows) => new Set(foundInAll(rows, request).candidates.map(printCandidate)),
          );
          const given = new Map<string, number>();
          for (const one of found.list.candidates.map(printCandidate))
            given.set(one, (given.get(one) ?? 0) + 1);
          const never = [...given.keys()].filter((one) => !first!.has(one) && !second!.has(one));
          expect(never).toEqual([]);
          const same = keptTrees(before, after);
          for (const one of first!) {
            if (!second!.has(one)) continue;
            if (![...same].some((uuid) => one.includes(uuid))) continue;
            stayed += 1;
            expect([one, given.get(one)]).toEqual([one, 1]);
          }
          fromView += found.fromView;
        },
      ),
      { numRuns: 60 },
    );
    expect(stayed).toBeGreaterThan(100);
    expect(fromView).toBeGreaterThan(100);
  }, 60_000);
});

/** Providers that don't share, and are below the same root, in both of two states: what has them has a tree that is found once. */
function keptTrees(before: readonly ProviderRow[], after: readonly ProviderRow[]): Set<string> {
  const roots = new Map(after.filter(isOwn).map((row) => [row.uuid, row.rootUuid]));
  const kept = before.filter((row) => isOwn(row) && roots.get(row.uuid) === row.rootUuid);
  return new Set(kept.map(({ uuid }) => uuidOf(uuid)));
}

function isOwn({ traits }: ProviderRow): boolean {
  return !traits.includes(SHARING_TRAIT);
}
