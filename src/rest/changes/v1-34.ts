import type { Change } from "../change.ts";
import { eachRequest } from "../representation/candidates.ts";
import { withoutKeys } from "../representation/without-keys.ts";
import { consumersWritten } from "./consumer-bodies.ts";

/** What candidates say of their groups is accepted where it comes back. */
export const v1_34: Change = {
  since: 34,
  summary: "Allocation candidates tell which provider serves which group; writers may send it back.",
  operations: {
    ...consumersWritten({ keys: ["mappings"] }),
    "CandidateService.ListAllocationCandidates": {
      downgradeResponse: (response) => eachRequest(response, (request) => withoutKeys(request, ["mappings"])),
    },
  },
};
