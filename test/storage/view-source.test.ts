import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CandidateSource } from "../../src/domain/candidates/candidate-source.ts";
import { CandidateViews } from "../../src/storage/candidate-views.ts";
import { onPool, type RunStatement } from "../../src/storage/statement.ts";
import { viewSources } from "../../src/storage/view-source.ts";
import { poolOf } from "../kit/explain.ts";
import { Names } from "../kit/names.ts";
import { oneVcpu as request } from "../kit/plant-hosts.ts";
import { useStorage } from "../kit/storage.ts";
import { writes } from "../kit/write-steps.ts";

const storage = useStorage();
const statements: string[] = [];
let run: RunStatement;
let views: CandidateViews;

beforeAll(async () => {
  const plain = onPool(await poolOf(storage.current.orm));
  run = (statement, values) => {
    statements.push(statement.name ?? statement.text);
    return plain(statement, values);
  };
  const stage = { store: storage.current.store, names: new Names() };
  await writes.create(stage, ["P0"]);
  await writes.put(stage, ["P0", "VCPU"]);
  await writes.traits(stage, ["P0", "COMPUTE_NODE"]);
  views = new CandidateViews(run, { providersMax: 100, idleMs: 60_000 });
  while ((await views.current()) === undefined) await delay(2);
});
afterAll(() => views.close());

/** What is asked of the database to open a source and use it. */
async function asked(use: (source: CandidateSource) => Promise<unknown>) {
  const source = await viewSources(views, run)();
  statements.length = 0;
  const answer = await use(source);
  return { answer, statements: [...statements] };
}

describe("a source that shows a view", () => {
  test("knows names that somebody has, and asks for others", async () => {
    expect(await asked((source) => source.unknownTraits(["COMPUTE_NODE"]))).toEqual({
      answer: [],
      statements: [],
    });
    expect(await asked((source) => source.unknownResourceClasses(["VCPU"]))).toEqual({
      answer: [],
      statements: [],
    });
    expect(await asked((source) => source.unknownTraits(["COMPUTE_NODE", "HW_CPU_X86_SSE", "NO"]))).toEqual({
      answer: ["NO"],
      statements: ["unknown_traits"],
    });
    expect(await asked((source) => source.unknownResourceClasses(["NO", "VCPU", "DISK_GB"]))).toEqual({
      answer: ["NO"],
      statements: ["unknown_resource_classes"],
    });
  });

  test("asks nothing for forests in the order of age, and the database for those in random order", async () => {
    const count = async (forests: AsyncIterable<unknown>) => {
      let count = 0;
      for await (const _ of forests) count += 1;
      return count;
    };
    const byAge = await asked((source) => count(source.forests(request, { treesWanted: 1 })));
    expect(byAge).toEqual({ answer: 1, statements: [] });
    const random = await asked((source) => count(source.forests(request, { treesWanted: 1, seed: "0.5" })));
    expect(random.answer).toBe(1);
    expect(random.statements.length).toBeGreaterThan(0);
  });
});
