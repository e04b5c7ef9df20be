import type { Change } from "../change.ts";
import { eachSummary } from "../representation/candidates.ts";
import { withoutKeys } from "../representation/without-keys.ts";

/** Before, candidates knew nothing of traits. */
export const v1_17: Change = {
  since: 17,
  summary: "Allocation candidates can be asked for by traits; summaries show them.",
  operations: {
    "CandidateService.ListAllocationCandidates": {
      introduces: { query: ["required"] },
      downgradeResponse: (response) => eachSummary(response, (summary) => withoutKeys(summary, ["traits"])),
    },
  },
};
