import type { CandidateList } from "../../domain/candidates/candidate-list.ts";
import type { CandidateService } from "../../gen/placement/v1/candidate_service_pb.ts";
import type { Operations, Refusals } from "../operation.ts";
import { candidatesGrammar } from "../query/candidates-grammar.ts";
import { groupParameters, groupSchemas } from "../query/request-groups.ts";
import { candidateListText } from "../representation/candidate-text.ts";
import { eachRequest, mapValues } from "../representation/candidates.ts";
import { isObject, type JsonSchema, withoutProperties } from "../shape/json-schema.ts";
import { firstTrait, resourceClassUnknown } from "./unknown-names.ts";

type Name = `CandidateService.${(typeof CandidateService)["methods"][number]["name"]}`;

const refusals: Refusals = {
  RESOURCE_CLASS_UNKNOWN: resourceClassUnknown,
  TRAIT_UNKNOWN: { status: 400, detail: (facts) => `No such trait(s): ${firstTrait(facts)}.` },
};

/** The REST form of CandidateService. */
export const candidateOperations = {
  "CandidateService.ListAllocationCandidates": {
    query: "strict",
    grammar: candidatesGrammar,
    schema: () => candidatesSchema,
    represent: (response) =>
      eachRequest(response, (request) => ({
        ...request,
        mappings: mapValues(request.mappings, (list) =>
          isObject(list) ? (list.resource_provider_uuids ?? []) : list,
        ),
      })),
    write: ({ found }: { readonly found?: CandidateList }) =>
      found === undefined ? undefined : candidateListText(found),
    longLists: [
      { field: "allocationRequests", key: "allocation_requests", kind: "list" },
      { field: "providerSummaries", key: "provider_summaries", kind: "map" },
    ],
    refusals,
  },
  "CandidateService.ExplainAllocationCandidates": {
    query: "strict",
    grammar: candidatesGrammar,
    schema: () => withoutProperties(candidatesSchema, ["limit"]),
    refusals,
  },
} satisfies Operations & Record<Name, unknown>;

const candidatesSchema: JsonSchema = {
  type: "object",
  properties: {
    limit: { type: ["integer", "string"], pattern: "^[1-9][0-9]*$", minimum: 1, minLength: 1 },
    group_policy: { type: "string", enum: ["none", "isolate"] },
    root_required: { type: ["string"] },
    same_subtree: { type: ["string"] },
  },
  additionalProperties: false,
  patternProperties: groupSchemas(groupParameters, "names"),
};
