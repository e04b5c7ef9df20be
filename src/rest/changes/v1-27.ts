import type { Change } from "../change.ts";
import type { RequestFacts } from "../operation.ts";
import { classesIn } from "../query/resources-parameter.ts";
import { eachSummary } from "../representation/candidates.ts";
import { isObject } from "../shape/json-schema.ts";

/** The classes that a request asks for, in any of its groups. */
function classesAskedFor({ query }: RequestFacts): ReadonlySet<string> {
  const parameters = Object.entries(query).filter(([name]) => name.startsWith("resources"));
  return new Set(parameters.flatMap(([, value]) => classesIn(value)));
}

/** Before, a summary told only of what the request was about. */
export const v1_27: Change = {
  since: 27,
  summary: "Summaries of allocation candidates show all inventories of their resource providers.",
  operations: {
    "CandidateService.ListAllocationCandidates": {
      downgradeResponse: (response, request) => {
        const asked = classesAskedFor(request);
        return eachSummary(response, (summary) => {
          const resources = isObject(summary.resources) ? Object.entries(summary.resources) : [];
          return { ...summary, resources: Object.fromEntries(resources.filter(([name]) => asked.has(name))) };
        });
      },
    },
  },
};
