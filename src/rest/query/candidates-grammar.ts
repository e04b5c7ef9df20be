import type { MessageInitShape } from "@bufbuild/protobuf";
import { GroupPolicy, type RequestGroupSchema } from "../../gen/placement/v1/candidate_pb.ts";
import type { ListAllocationCandidatesRequestSchema } from "../../gen/placement/v1/candidate_service_pb.ts";
import { explainCandidateRequest } from "./candidates-words.ts";
import { fault, type QueryGrammar, type QueryReading, readAll } from "./query-grammar.ts";
import { type QueryPairs, valuesOf } from "./query-pairs.ts";
import { type ReadGroup, readGroups } from "./request-groups.ts";
import { conflictsIn, readTraits } from "./required-parameter.ts";

/** The fields of the request apart from its groups. */
interface WholeFields {
  limit?: number;
  groupPolicy?: GroupPolicy;
  rootRequiredTraits?: string[];
  rootForbiddenTraits?: string[];
  sameSubtree?: { suffixes: string[] }[];
}

/**
 * The query of `GET /allocation_candidates` and of its explanation, which has no limit: parameters about the request as
 * a whole, and groups of parameters with the same suffix. They are read in this order, and the first fault is told.
 */
export const candidatesGrammar: QueryGrammar = {
  codes: ["placement.query.bad_value", "placement.query.missing_value", "placement.query.duplicate_key"],
  read(pairs, form) {
    const whole = readWhole(pairs);
    if ("fault" in whole) return whole;
    const groups = readGroups(pairs, form);
    if ("fault" in groups) return groups;
    const fields: MessageInitShape<typeof ListAllocationCandidatesRequestSchema> = {
      ...whole.value,
      groups: groups.value.map(groupFields),
    };
    return { value: fields };
  },
  explain: explainCandidateRequest,
};

function readWhole(pairs: QueryPairs): QueryReading<WholeFields> {
  const limit = readLimit(valuesOf(pairs, "limit"));
  if ("fault" in limit) return limit;
  const root = readRootRequired(valuesOf(pairs, "root_required"));
  if ("fault" in root) return root;
  const sameSubtree = readAll(valuesOf(pairs, "same_subtree"), readSubtree);
  if ("fault" in sameSubtree) return sameSubtree;
  return {
    value: {
      ...limit.value,
      ...root.value,
      groupPolicy: policyOf(valuesOf(pairs, "group_policy")),
      sameSubtree: [...sameSubtree.value],
    },
  };
}

/** The largest limit that the contract can say; no answer is as long. */
const limitMax = 2_147_483_647;

/** Of several, the first counts here; the version's schema has only seen the last. */
function readLimit([first]: readonly string[]): QueryReading<WholeFields> {
  if (first === undefined) return { value: {} };
  return /^[1-9][0-9]*$/.test(first)
    ? { value: { limit: Math.min(Number(first), limitMax) } }
    : fault(`Invalid query string parameters: '${first}' does not match '^[1-9][0-9]*$'`);
}

function policyOf([first]: readonly string[]): GroupPolicy {
  if (first === undefined) return GroupPolicy.UNSPECIFIED;
  return first === "isolate" ? GroupPolicy.ISOLATE : GroupPolicy.NONE;
}

function readRootRequired([first, ...more]: readonly string[]): QueryReading<WholeFields> {
  if (first === undefined) return { value: {} };
  if (more.length > 0) {
    const words = "Query parameter 'root_required' may be specified only once.";
    return fault(words, "placement.query.duplicate_key");
  }
  // The root's traits never had alternatives.
  const traits = readTraits(first, { forbiddenTraits: true, anyTraits: false });
  if ("fault" in traits) return traits;
  const conflicts = conflictsIn(traits.value).flat();
  if (conflicts.length > 0) {
    const words = "Conflicting required and forbidden traits found in root_required: ";
    return fault(words + conflicts.join(", "), "placement.query.bad_value");
  }
  return {
    value: {
      rootRequiredTraits: [...new Set(traits.value.required.flat())],
      rootForbiddenTraits: [...traits.value.forbidden],
    },
  };
}

function readSubtree(text: string): QueryReading<{ suffixes: string[] }> {
  const suffixes = [...new Set(text.split(",").map((suffix) => suffix.trim()))];
  return suffixes.includes("")
    ? fault(
        "Empty string (unsuffixed group) can not be specified in `same_subtree` ",
        "placement.query.bad_value",
      )
    : { value: { suffixes } };
}

function groupFields(group: ReadGroup): MessageInitShape<typeof RequestGroupSchema> {
  const { suffix, resources, traits, membership, inTree } = group;
  return {
    suffix,
    resources: { ...resources },
    requiredTraits: (traits?.required ?? []).map((set) => ({ anyOf: [...set] })),
    forbiddenTraits: [...(traits?.forbidden ?? [])],
    memberOf: (membership?.memberOf ?? []).map((set) => ({ anyOf: [...set] })),
    forbiddenAggregates: [...(membership?.forbidden ?? [])],
    ...(inTree === undefined ? {} : { inTree }),
  };
}
