import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildForest, type ProviderRow } from "../../../src/domain/candidates/build-forest.ts";
import { SHARING_TRAIT } from "../../../src/domain/candidates/forest.ts";
import { type CandidateOptions, GrowingList } from "../../../src/domain/candidates/growing-list.ts";
import type { CandidateRequest } from "../../../src/domain/candidates/request.ts";
import { forests, requests } from "./random.ts";
import { forestOf, printCandidate, requestOf } from "./text-form.ts";

const options: CandidateOptions = { candidatesMax: 1_000_000, pause: () => undefined };

/** The forests of some trees each, with the trees of all that share with them. */
function paged(rows: readonly ProviderRow[], treesMax: number): ProviderRow[][] {
  const roots = rows.filter((row) => row.uuid === row.rootUuid).map((row) => row.uuid);
  const pages = Array.from({ length: Math.ceil(roots.length / treesMax) }, (_, page) =>
    roots.slice(page * treesMax, (page + 1) * treesMax),
  );
  return pages.map((anchors) => {
    const used = rows.filter((row) => anchors.includes(row.rootUuid)).flatMap((row) => row.aggregates);
    const sharing = rows.filter(
      (row) => row.traits.includes(SHARING_TRAIT) && row.aggregates.some((one) => used.includes(one)),
    );
    const trees = new Set([...anchors, ...sharing.map((row) => row.rootUuid)]);
    return rows.filter((row) => trees.has(row.rootUuid));
  });
}

async function grow(pages: readonly ProviderRow[][], request: CandidateRequest): Promise<GrowingList> {
  const list = new GrowingList(request, options);
  for (const page of pages) {
    await list.addFrom(buildForest(page));
  }
  return list;
}

function printed({ candidates, summaries }: GrowingList) {
  return { candidates: candidates.map(printCandidate).sort(), summaries: summaries.map(summaryKey).sort() };
}

function summaryKey(summary: GrowingList["summaries"][number]): string {
  return JSON.stringify(summary);
}

describe("GrowingList", () => {
  test("has the same from several forests as from one, everything once", async () => {
    const treesMax = fc.integer({ min: 1, max: 4 });
    await fc.assert(
      fc.asyncProperty(forests, requests, treesMax, async (rows, request, count) => {
        const whole = await grow([rows], request);
        expect(printed(await grow(paged(rows, count), request))).toEqual(printed(whole));
      }),
      { numRuns: 500 },
    );
  });

  test("has a guest's own candidates once, and its summary", async () => {
    const rows = forestOf(`
      CN1 VCPU:1 @a
      CN2 VCPU:1 @a
      SS1 DISK:1 @a +SHARES
        SS2 DISK:1`);
    const list = await grow(paged(rows, 1), requestOf("resources=DISK:1"));
    expect(list.candidates.map(printCandidate)).toEqual(["SS1 DISK:1 [''=SS1]", "SS2 DISK:1 [''=SS2]"]);
    expect(list.summaries.map(({ uuid }) => uuid)).toEqual(["SS1", "SS2"]);
  });
});
