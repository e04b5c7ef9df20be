import { askedIn, candidatesOf, isWhole, isWithin } from "./candidate-sets.ts";
import { ourWords, statuses, theirWords } from "./facts.ts";
import type { Case, KnownDifference } from "./known-difference.ts";

const seen = "seen on 8.0.0";

/** What differs in the search for candidates. */
export const candidateDifferences: readonly KnownDifference[] = [
  {
    name: "an unknown class or trait goes unnoticed where an earlier group found nothing",
    judgement: "their fault",
    source: seen,
    explains: (one) =>
      isSearch(one) &&
      statuses(one) === "200 400" &&
      one.theirs.text.includes('"allocation_requests": []') &&
      /No such (trait|resource class)/.test(ourWords(one)),
  },
  {
    name: "500 on PostgreSQL where the group without a suffix forbids traits",
    judgement: "their fault",
    source: seen,
    explains: (one) =>
      isSearch(one) && statuses(one) === "500 200" && /trait_id IN|InvalidTextRep/.test(theirWords(one)),
  },
  {
    name: "500 where a child provider shares",
    judgement: "their fault",
    source: seen,
    explains: (one) => isSearch(one) && statuses(one) === "500 200" && !theirWords(one).includes("psycopg2"),
  },
  {
    name: "amounts of a class that several groups ask for are summed in objects that candidates share",
    judgement: "their fault",
    source: seen,
    explains: (one) => {
      const asked = askedIn(one);
      const { theirs, ours } = candidatesOf(one);
      const right = theirs.filter((candidate) => isWhole(candidate, asked));
      return isFound(one) && asked.repeated && isWithin(right, ours) && right.length < ours.length;
    },
  },
  {
    name: "candidates are lost where sharing providers meet groups with a suffix",
    judgement: "their fault",
    source: seen,
    explains: (one) => {
      const asked = askedIn(one);
      const { theirs, ours } = candidatesOf(one);
      const mixed = asked.suffixes.length > 1 && asked.suffixes.includes("");
      const whole = ours.every((candidate) => isWhole(candidate, asked));
      const shared = one.ours.text.includes("MISC_SHARES_VIA_AGGREGATE");
      return isFound(one) && mixed && whole && shared && isWithin(theirs, ours);
    },
  },
];

function isSearch({ step }: Case): boolean {
  return step.operation === "GET /allocation_candidates";
}

function isFound(one: Case): boolean {
  return isSearch(one) && statuses(one) === "200 200";
}
