import fc from "fast-check";
import { buildForest, type ProviderRow } from "../../../src/domain/candidates/build-forest.ts";
import { SHARING_TRAIT } from "../../../src/domain/candidates/forest.ts";
import type { CandidateRequest } from "../../../src/domain/candidates/request.ts";
import { searchCandidates } from "../../../src/domain/candidates/search-candidates.ts";
import { summarize } from "../../../src/domain/candidates/summarize.ts";
import { failureOf, faultOf } from "./placement-faults.ts";
import { openLab, type PlacementLab } from "./placement-lab.ts";
import { sayable } from "./placement-query.ts";
import { forests, requests } from "./random.ts";
import { canBeTried, subtreeRequests, treesWithSubtrees } from "./random-subtrees.ts";
import { allTables } from "./tables/all-tables.ts";
import { forestOf, printCandidate, requestOf } from "./text-form.ts";

/*
 * Compares the search with a real Placement: forests are set up there, requests sent, candidates and the providers of
 * the summaries compared as sets. A difference that none of Placement's known faults explains is printed whole.
 * First the tables of the tests, then random forests, then as many in which requests name subtrees; some 4 s a forest
 * of 60 requests.
 *
 *     node test/domain/candidates/against-placement.ts URL [forests] [requests each] [seed]
 */
const [url = "", forestCount = "20", requestCount = "60", seed = String(Date.now() % 1e6)] =
  process.argv.slice(2);

const outcomes = new Map<string, number>();
for (const table of allTables) {
  const asked = table.cases.map((one) => requestOf(one.request));
  const found = await compareAll(forestOf(table.forest), asked);
  for (const [at, { why, placementDiffers }] of table.cases.entries()) {
    if (found[at]!.startsWith("fault") !== (placementDiffers !== undefined)) {
      process.stdout.write(`the table says otherwise of: ${table.about}: ${why}: ${found[at]}\n`);
    }
  }
}
report("tables");
await compareRandom(forests, requests);
report(`random, seed ${seed}`);
await compareRandom(treesWithSubtrees, subtreeRequests);
report(`random with subtrees, seed ${seed}`);

async function compareRandom(
  ofForests: fc.Arbitrary<ProviderRow[]>,
  ofRequests: fc.Arbitrary<CandidateRequest>,
): Promise<void> {
  const drawn = fc.sample(ofForests, { numRuns: Number(forestCount), seed: Number(seed) });
  for (const [at, rows] of drawn.entries()) {
    const forest = settable(rows, at % 3 === 0);
    const asked = fc.sample(ofRequests, { numRuns: Number(requestCount), seed: Number(seed) + at + 1 });
    await compareAll(
      forest,
      asked.map(sayable).filter((request) => canBeTried(forest, request)),
    );
  }
}

async function compareAll(rows: ProviderRow[], asked: readonly CandidateRequest[]): Promise<string[]> {
  const lab = await openLab(url, rows, asked);
  const found: string[] = [];
  try {
    for (const request of asked) {
      const outcome = await compare(lab, rows, request);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      found.push(outcome);
    }
  } finally {
    await lab.close();
  }
  return found;
}

function report(title: string): void {
  process.stdout.write(`${title}\n`);
  for (const [outcome, count] of [...outcomes].sort()) {
    process.stdout.write(`${String(count).padStart(6)} ${outcome}\n`);
  }
  outcomes.clear();
}

/**
 * A forest as Placement lets one set it up: inventories leave something, and are not used beyond `max_unit`. Children
 * share in some forests only, since Placement fails on most requests where they do.
 */
function settable(rows: readonly ProviderRow[], childrenShare: boolean): ProviderRow[] {
  return rows.map((row) => ({
    ...row,
    traits: row.traits.filter(
      (trait) => childrenShare || row.parentUuid === undefined || trait !== SHARING_TRAIT,
    ),
    inventories: row.inventories.map((one) => ({ ...one, reserved: Math.min(one.reserved, one.total - 1) })),
  }));
}

async function compare(lab: PlacementLab, rows: ProviderRow[], request: CandidateRequest): Promise<string> {
  const theirs = await lab.ask({ ...request, limit: undefined });
  if (theirs.status === 400) {
    return "refused by the rules of queries";
  }
  const mine = answerOf(rows, request);
  if (theirs.status !== 200) {
    return (
      failureOf(rows, request, theirs.detail) ??
      show(`STATUS ${theirs.status}`, { rows, request, theirs, mine })
    );
  }
  const same =
    theirs.candidates.join() === mine.candidates.join() && theirs.summaries.join() === mine.summaries.join();
  if (same) {
    return mine.candidates.length > 0 ? "same" : "same, none";
  }
  return faultOf(request, theirs, mine) ?? show("DIFFERENT", { rows, request, theirs, mine });
}

function answerOf(rows: readonly ProviderRow[], request: CandidateRequest) {
  const forest = buildForest(rows);
  const found = [...searchCandidates(forest, { ...request, limit: undefined })];
  const old = request.oneProviderPerTree;
  return {
    candidates: found.map((one) => printCandidate(old ? { ...one, mappings: [] } : one)).sort(),
    summaries: summarize(forest, found, old ? "allocating" : "trees")
      .map(({ uuid }) => uuid)
      .sort(),
  };
}

function show(outcome: string, facts: object): string {
  const text = JSON.stringify(facts, (_, value) =>
    value instanceof Map ? Object.fromEntries(value) : value,
  );
  process.stdout.write(`${outcome} ${text}\n`);
  return outcome;
}
