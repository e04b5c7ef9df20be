import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildForest, type ProviderRow } from "../../../src/domain/candidates/build-forest.ts";
import { type CandidateOptions, GrowingList } from "../../../src/domain/candidates/growing-list.ts";
import type { CandidateRequest } from "../../../src/domain/candidates/request.ts";
import { paged } from "./paged.ts";
import { forests, requests } from "./random.ts";
import { forestOf, printCandidate, requestOf } from "./text-form.ts";

const options: CandidateOptions = { candidatesMax: 1_000_000, pause: () => undefined };

function pagesOf(rows: readonly ProviderRow[], treesMax: number) {
  return paged(rows, treesMax).map((page) => page.rows);
}

async function grow(
  pages: readonly (readonly ProviderRow[])[],
  request: CandidateRequest,
): Promise<GrowingList> {
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
        expect(printed(await grow(pagesOf(rows, count), request))).toEqual(printed(whole));
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
    const list = await grow(pagesOf(rows, 1), requestOf("resources=DISK:1"));
    expect(list.candidates.map(printCandidate)).toEqual(["SS1 DISK:1 [''=SS1]", "SS2 DISK:1 [''=SS2]"]);
    expect(list.summaries.map(({ uuid }) => uuid)).toEqual(["SS1", "SS2"]);
  });
});
