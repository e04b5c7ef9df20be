import { setTimeout as delay } from "node:timers/promises";
import type { Pool } from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { buildForest } from "../../src/domain/candidates/build-forest.ts";
import type { CandidateSource } from "../../src/domain/candidates/candidate-source.ts";
import type { Forest } from "../../src/domain/candidates/forest.ts";
import { listCandidates } from "../../src/domain/operations/list-candidates.ts";
import { createPagedSource, type FurtherPages } from "../../src/storage/candidate-pages.ts";
import { CandidateViews } from "../../src/storage/candidate-views.ts";
import { onPool, type RunStatement } from "../../src/storage/statement.ts";
import { Turns } from "../../src/storage/turns.ts";
import { viewSources } from "../../src/storage/view-source.ts";
import { poolOf } from "../kit/explain.ts";
import { plantHosts, oneVcpu as request } from "../kit/plant-hosts.ts";
import { useStorage } from "../kit/storage.ts";

const HOSTS = 600;
const storage = useStorage();
let pool: Pool;
let run: RunStatement;

/** Six hundred hosts with one VCPU each: more than two pages. */
beforeAll(async () => {
  pool = await poolOf(storage.current.orm);
  run = onPool(pool);
  await plantHosts(pool, HOSTS);
});

const order = { treesWanted: 10_000 };

/** How many trees each forest has for its own. */
async function sizes(forests: AsyncIterable<Forest>): Promise<number[]> {
  const found: number[] = [];
  for await (const { ownRoots } of forests) found.push(ownRoots.length);
  return found;
}

function furtherPages(instead: FurtherPages["instead"] = async () => undefined, atOnce = 1): FurtherPages {
  return { turns: new Turns(atOnce), instead };
}

/** A forest of nothing, as something that can be told from pages. */
async function* nothing() {
  yield buildForest([]);
}

async function hostsOf(source: CandidateSource): Promise<unknown[]> {
  const options = { candidatesMax: 10_000, pause: () => undefined };
  const { candidates } = await listCandidates({ openCandidateSource: async () => source }, request, options);
  return candidates.map(({ allocations }) => allocations[0]?.providerUuid);
}

describe("a source of pages", () => {
  test("reads on to the end where there is nothing else", async () => {
    const source = createPagedSource(run, furtherPages());
    expect(await sizes(source.forests(request, order))).toEqual([256, 256, 88]);
  });

  test("waits for its turn after the first page, and gives it to the next while it is not read from", async () => {
    const further = furtherPages();
    const source = createPagedSource(run, further);
    const [one, other] = [0, 0].map(() => source.forests(request, order)[Symbol.asyncIterator]());
    await one!.next();
    await other!.next();
    const endTurn = await further.turns.take();
    const read: string[] = [];
    const readBy = async (who: string, forests: AsyncIterator<Forest>) => {
      const { value } = await forests.next();
      read.push(who);
      return value.ownRoots.length;
    };
    const seconds = [readBy("one", one!), readBy("other", other!)];
    // As many statements as a page takes, and more.
    await sizes(createPagedSource(run).forests(request, order));
    expect(read).toEqual([]);
    endTurn();
    // The one has a page, and takes its time over it.
    expect(await Promise.all(seconds)).toEqual([256, 256]);
    expect(read).toEqual(["one", "other"]);
    expect(await readBy("one", one!)).toBe(88);
  });

  test("does not wait where one page is enough, or where the search takes no more", async () => {
    const further = furtherPages();
    await further.turns.take();
    const source = createPagedSource(run, further);
    const few = { ...request, limit: 10 };
    const options = { candidatesMax: 10_000, pause: () => undefined };
    const list = await listCandidates({ openCandidateSource: async () => source }, few, options);
    expect(list.candidates).toHaveLength(10);
    const inTree = request.groups.map((group) => ({ ...group, inTree: String(list.summaries[0]?.uuid) }));
    expect(await sizes(source.forests({ ...request, groups: inTree }, order))).toEqual([1]);
  });

  test("gives its turn back when nobody waits for the answer any more, or the database fails", async () => {
    const further = furtherPages();
    const source = createPagedSource(run, further);
    const gone = () => Promise.reject(new Error("gone"));
    await expect(sizes(source.forests(request, { ...order, pause: gone }))).rejects.toThrow("gone");
    let pages = 0;
    const failing: RunStatement = (statement, values) => {
      if (statement.text.includes("anchors") && ++pages > 1) return Promise.reject(new Error("no answer"));
      return run(statement, values);
    };
    const failed = createPagedSource(failing, further);
    await expect(sizes(failed.forests(request, order))).rejects.toThrow("no answer");
    expect(await sizes(source.forests(request, order))).toEqual([256, 256, 88]);
  });

  test("goes on with what there is instead of more pages, without a turn, but not in random order", async () => {
    const further = furtherPages(async () => nothing());
    const source = createPagedSource(run, further);
    const forests = source.forests(request, order)[Symbol.asyncIterator]();
    expect((await forests.next()).value.ownRoots).toHaveLength(256);
    expect((await forests.next()).value.ownRoots).toHaveLength(0);
    await further.turns.take().then((end) => end());
    expect((await forests.next()).done).toBe(true);
    expect(await sizes(source.forests(request, { treesWanted: 1, seed: "x" }))).toHaveLength(19);
  });

  test("goes on in a view that was loaded meanwhile, and finds each host once, as without one", async () => {
    const views = new CandidateViews(run, { providersMax: 10_000, idleMs: 60_000 });
    const source = await viewSources(views, run)();
    let pages = 0;
    const loading: CandidateSource = {
      ...source,
      async *forests(...asked) {
        for await (const forest of source.forests(...asked)) {
          // When the first page is there, the view is waited for.
          while (pages === 0 && (await views.current()) === undefined) await delay(2);
          pages += 1;
          yield forest;
        }
      },
    };
    expect(await hostsOf(loading)).toEqual(await hostsOf(createPagedSource(run)));
    // All else came from the one chunk of the view.
    expect(pages).toBe(2);
    views.close();
  });
});
