import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildForest } from "../../../../src/domain/candidates/build-forest.ts";
import type { CandidateRequest } from "../../../../src/domain/candidates/request.ts";
import { searchCandidates } from "../../../../src/domain/candidates/search-candidates.ts";
import { summarize } from "../../../../src/domain/candidates/summarize.ts";
import type { AgedRow } from "../../../../src/domain/candidates/view/aged-row.ts";
import type { CandidateView } from "../../../../src/domain/candidates/view/candidate-view.ts";
import { ViewBuilder } from "../../../../src/domain/candidates/view/view-builder.ts";
import { listCandidates } from "../../../../src/domain/operations/list-candidates.ts";
import { requests } from "../random.ts";
import { forestOf, printCandidate, requestOf } from "../text-form.ts";
import { changesOf, histories, readsOf, rootsChanged } from "./worlds.ts";

const options = { candidatesMax: 1_000_000, pause: () => undefined };

/** A view whose chunks have few trees each. */
function viewOf(rows: readonly AgedRow[], chunkTrees: number): CandidateView {
  const builder = new ViewBuilder(chunkTrees);
  for (const root of rows.filter(({ parentUuid }) => parentUuid === undefined)) {
    builder.add(rows.filter(({ rootUuid }) => rootUuid === root.uuid));
  }
  return builder.finish();
}

/** What is found in a view, in its order, with the summaries in the order of their providers. */
async function found(view: CandidateView, request: CandidateRequest, limit?: number) {
  const { candidates, summaries } = await listCandidates(readsOf(view), { ...request, limit }, options);
  return {
    candidates: candidates.map(printCandidate),
    summaries: summaries.toSorted((a, b) => (a.uuid < b.uuid ? -1 : 1)),
  };
}

/** What is found where all trees are searched together. */
function foundInAll(rows: readonly AgedRow[], request: CandidateRequest) {
  const forest = buildForest(rows);
  const candidates = [...searchCandidates(forest, request)];
  const scope = request.oneProviderPerTree ? "allocating" : "trees";
  return {
    candidates: candidates.map(printCandidate).sort(),
    summaries: summarize(forest, candidates, scope).toSorted((a, b) => (a.uuid < b.uuid ? -1 : 1)),
  };
}

/** Numbered trees of one provider each. */
function hosts(from: number, to: number, words = "VCPU:8"): AgedRow[] {
  const numbers = Array.from({ length: to - from + 1 }, (_, at) => from + at);
  const rows = forestOf(numbers.map((number) => `H${number} ${words}`).join("\n"));
  return rows.map((row, at) => ({ ...row, age: numbers[at]! }));
}

async function foundHosts(view: CandidateView): Promise<string[]> {
  const list = await listCandidates(readsOf(view), requestOf("resources=VCPU:1"), options);
  return list.candidates.map(({ allocations }) => allocations[0]!.providerUuid);
}

describe("CandidateView", () => {
  test("shows the trees that are younger than an age, after which nothing is missing and nothing is twice", async () => {
    let [candidates, parts] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        histories,
        requests,
        fc.integer({ min: 1, max: 4 }),
        fc.nat(),
        async ([rows = []], request, chunkTrees, choice) => {
          const roots = rows.filter(({ parentUuid }) => parentUuid === undefined);
          const age = roots[choice % roots.length]?.age ?? 0;
          const younger = roots.filter((root) => root.age > age);
          async function* forests() {
            yield buildForest(rows, new Set(younger.map(({ uuid }) => uuid)));
            for await (const forest of viewOf(rows, chunkTrees).forestsAfter(age)) {
              parts += forest.ownRoots.length > 0 ? 1 : 0;
              yield forest;
            }
          }
          const reads = {
            openCandidateSource: async () => ({
              ...(await readsOf(viewOf(rows, chunkTrees)).openCandidateSource()),
              forests,
            }),
          };
          const list = await listCandidates(reads, request, options);
          const all = foundInAll(rows, request);
          expect(list.candidates.map(printCandidate).toSorted()).toEqual(all.candidates);
          expect(list.summaries.toSorted((a, b) => (a.uuid < b.uuid ? -1 : 1))).toEqual(all.summaries);
          candidates += all.candidates.length;
        },
      ),
      { numRuns: 500 },
    );
    expect(candidates).toBeGreaterThan(200);
    expect(parts).toBeGreaterThan(100);
  });

  test("shows what there is after all changes, whichever trees are told first", async () => {
    let candidates = 0;
    await fc.assert(
      fc.asyncProperty(
        histories,
        requests,
        fc.integer({ min: 1, max: 4 }),
        fc.func(fc.boolean()),
        async ([first = [], ...states], request, chunkTrees, isEarly) => {
          let view = viewOf(first, chunkTrees);
          let before = first;
          for (const after of states) {
            const old = view;
            const oldFinds = await found(old, request);
            // Notes may be followed in steps, each of which sees trees as they are at its own moment.
            const roots = rootsChanged(before, after);
            view = view.with(changesOf(roots.filter(isEarly), after));
            if (isEarly(after)) await found(view, request);
            view = view.with(changesOf(roots, after));
            const [here, all] = [await found(view, request), foundInAll(after, request)];
            expect({ ...here, candidates: here.candidates.toSorted() }).toEqual(all);
            expect(await found(old, request)).toEqual(oldFinds);
            candidates += all.candidates.length;
            before = after;
          }
        },
      ),
      { numRuns: 500 },
    );
    expect(candidates).toBeGreaterThan(500);
  }, 60_000);

  test("gives with a limit the first of what it gives without", async () => {
    await fc.assert(
      fc.asyncProperty(
        histories,
        requests,
        fc.integer({ min: 1, max: 6 }),
        async ([rows = []], request, limit) => {
          const view = viewOf(rows, 3);
          const all = await found(view, request);
          expect((await found(view, request, limit)).candidates).toEqual(all.candidates.slice(0, limit));
        },
      ),
      { numRuns: 200 },
    );
  });

  test("keeps the order of age, whatever comes and goes", async () => {
    let view = viewOf(hosts(10, 19), 3);
    view = view.with(changesOf(["H10", "H13"], []));
    view = view.with(changesOf(["H13", "H5", "H30"], [...hosts(13, 13), ...hosts(5, 5), ...hosts(30, 30)]));
    const order = [5, 11, 12, 13, 14, 15, 16, 17, 18, 19, 30];
    expect(await foundHosts(view)).toEqual(order.map((number) => `H${number}`));
  });

  test("begins with nothing and grows chunk by chunk", async () => {
    let view = new ViewBuilder().finish();
    expect(await foundHosts(view)).toEqual([]);
    for (let from = 1; from < 5000; from += 500) {
      const rows = hosts(from, from + 499);
      view = view.with(
        changesOf(
          rows.map(({ uuid }) => uuid),
          rows,
        ),
      );
    }
    expect(await foundHosts(view)).toEqual(Array.from({ length: 5000 }, (_, at) => `H${at + 1}`));
    expect(view.providerCount).toBe(5000);
    expect(view.chunks.length).toBeGreaterThan(2);
    expect(Math.max(...view.chunks.map(({ treeCount }) => treeCount))).toBeLessThan(2049);
  });

  test("loses chunks in which nothing is left", async () => {
    const rows = hosts(1, 12);
    const view = viewOf(rows, 3).with(
      changesOf(
        rows.slice(0, 9).map(({ uuid }) => uuid),
        [],
      ),
    );
    expect(view.chunks).toHaveLength(1);
    expect(await foundHosts(view)).toEqual(["H10", "H11", "H12"]);
    expect(await foundHosts(view.with(changesOf(["H10", "H11", "H12"], [])))).toEqual([]);
  });

  test("packs anew only the chunks that have changed", () => {
    const view = viewOf(hosts(1, 12), 3);
    const forests = view.chunks.map(({ forest }) => forest);
    const changed = view.with(changesOf(["H5"], hosts(5, 5, "VCPU:8/3")));
    expect(changed.chunks.map(({ forest }, at) => forest === forests[at])).toEqual([true, false, true, true]);
  });

  test("describes after a write only what was written, until it rests", async () => {
    const request = requestOf("resources=VCPU:1");
    const summariesOf = async (of: CandidateView) =>
      new Map(
        (await listCandidates(readsOf(of), request, options)).summaries.map(
          (one) => [one.uuid, one] as const,
        ),
      );
    const view = viewOf(hosts(1, 12), 3);
    expect(view.summariesKept).toBe(0);
    const before = await summariesOf(view);
    expect(view.summariesKept).toBe(12);
    const changed = view.with(changesOf(["H5"], hosts(5, 5, "VCPU:8/3")));
    const after = await summariesOf(changed);
    expect([...after.keys()].filter((uuid) => after.get(uuid) !== before.get(uuid))).toEqual(["H5"]);
    expect(after.get("H5")?.resources).toEqual([{ resourceClass: "VCPU", capacity: 8, used: 3 }]);
    changed.rest();
    expect(changed.summariesKept).toBe(0);
    expect(await summariesOf(changed)).toEqual(after);
  });

  test("knows names that somebody has, and only those", () => {
    const view = viewOf(hosts(1, 4, "VCPU:8 +T"), 3);
    expect(["VCPU", "DISK", "T"].map((name) => view.knowsResourceClass(name))).toEqual([true, false, false]);
    expect(["T", "U", "VCPU"].map((name) => view.knowsTrait(name))).toEqual([true, false, false]);
    const roots = ["H1", "H2", "H3", "H4"];
    const after = view.with(changesOf(roots, hosts(1, 4, "DISK:8")));
    expect([after.knowsResourceClass("VCPU"), after.knowsTrait("T")]).toEqual([false, false]);
  });
});
