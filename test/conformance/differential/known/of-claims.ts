import { isClaim, onlyWordsDiffer, ourWords, statuses, theirWords } from "./facts.ts";
import type { Case, KnownDifference } from "./known-difference.ts";

const newest = "the documents and tests of the newest Placement";
const seen = "seen on 8.0.0";

/** What differs where allocations are written or added up. */
export const claimDifferences: readonly KnownDifference[] = [
  {
    name: "GET /usages from 1.38 on fails on PostgreSQL",
    judgement: "their fault",
    source: seen,
    explains: ({ step, theirs }) => step.operation === "GET /usages" && theirs.status === 500,
  },
  {
    name: "consumers keep or reduce what they have on a provider that is over capacity",
    judgement: "the newest does as we do",
    source: newest,
    // Where something else speaks against the claim, we say that.
    explains: (one) =>
      isClaim(one) &&
      (statuses(one) === "409 204" || onlyWordsDiffer(one)) &&
      theirWords(one).includes("would exceed the capacity"),
  },
  {
    name: "a refused or empty write leaves a consumer behind",
    judgement: "their fault",
    source: seen,
    explains: (one) =>
      isClaim(one) &&
      [theirWords(one), ourWords(one)].some((words) => words.includes("consumer generation conflict")) &&
      [...one.world.orphans].some((uuid) => mentions(one, uuid)),
  },
  {
    name: "a consumer that a refused write left behind has the type that it was refused with",
    judgement: "their fault",
    source: seen,
    explains: (one) =>
      one.differences.every(({ where, ours }) => where === "body /consumer_type" && ours === "unknown") &&
      [...one.world.revived].some((uuid) => mentions(one, uuid)),
  },
  {
    name: "where several allocations have no inventory, all classes and providers are named at once",
    judgement: "undefined",
    source: "objects/allocation.py; the order of a set",
    explains: (one) =>
      isClaim(one) &&
      onlyWordsDiffer(one) &&
      /Inventory for '.*' on resource provider '.*' invalid/.test(theirWords(one)) &&
      ourWords(one).startsWith("Unable to allocate inventory"),
  },
  {
    name: "amounts beyond 32 bits are refused as too much or find nothing, not for their shape",
    judgement: "undefined",
    source: "the contract's integers have 32 bits",
    explains: (one) =>
      /^(409|200) 400$/.test(statuses(one)) &&
      /greater than the maximum of 2147483647|amount <= 2147483647/.test(ourWords(one)),
  },
  {
    name: "an inventory whose key is no name of a class is not looked at",
    judgement: "their fault",
    source: "schemas/inventory.py",
    explains: (one) =>
      one.ours.status === 400 && /inventories\["[^"]*[^A-Z0-9_"][^"]*"\]/.test(ourWords(one)),
  },
  {
    name: "a reshape may set inventories that have no capacity",
    judgement: "their fault",
    source: "handlers/reshaper.py",
    explains: (one) =>
      one.step.operation === "POST /reshaper" &&
      one.ours.status === 400 &&
      /^Invalid inventory for .* The reserved value is greater than total/.test(ourWords(one)),
  },
  {
    name: "the mappings of the group without a suffix are not looked at",
    judgement: "their fault",
    source: "schemas/allocation.py",
    explains: (one) => isClaim(one) && one.ours.status === 400 && /mappings.*\[(""|'')\]/.test(ourWords(one)),
  },
];

function mentions({ step }: Case, uuid: string): boolean {
  const { target, bodyBytes = "" } = step.request;
  return `${target} ${bodyBytes}`.toLowerCase().includes(uuid);
}
