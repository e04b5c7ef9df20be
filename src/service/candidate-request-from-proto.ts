import type { CandidateRequest, RequestGroup, TraitDemand } from "../domain/candidates/request.ts";
import { type FieldViolation, PlacementError } from "../domain/errors.ts";
import { canonicalUuid } from "../domain/uuid.ts";
import { GroupPolicy, type RequestGroup as ProtoGroup } from "../gen/placement/v1/candidate_pb.ts";
import type { ListAllocationCandidatesRequest } from "../gen/placement/v1/candidate_service_pb.ts";

/**
 * What a message asks for. Refuses with INVALID_REQUEST groups that don't go together: the contract's rules look at
 * one field at a time.
 */
export function candidateRequestFromProto(request: ListAllocationCandidatesRequest): CandidateRequest {
  const violations = [
    ...groupViolations(request),
    ...policyViolations(request),
    ...subtreeViolations(request),
  ];
  if (violations.length > 0) {
    throw new PlacementError("INVALID_REQUEST", {}, { violations });
  }
  return {
    groups: request.groups.map(groupFromProto),
    groupPolicy: request.groupPolicy === GroupPolicy.ISOLATE ? "isolate" : "none",
    limit: request.limit,
    root: rootFromProto(request),
    sameSubtrees: request.sameSubtree.map(({ suffixes }) => suffixes),
    oneProviderPerTree: request.flatOnly,
  };
}

function groupFromProto(group: ProtoGroup): RequestGroup {
  return {
    suffix: group.suffix,
    resources: new Map(Object.entries(group.resources)),
    requiredTraits: group.requiredTraits.map((set) => set.anyOf),
    forbiddenTraits: group.forbiddenTraits,
    memberOf: group.memberOf.map((set) => set.anyOf.map(canonicalUuid)),
    forbiddenAggregates: group.forbiddenAggregates.map(canonicalUuid),
    inTree: group.inTree === undefined ? undefined : canonicalUuid(group.inTree),
  };
}

function rootFromProto(request: ListAllocationCandidatesRequest): TraitDemand | undefined {
  const { rootRequiredTraits, rootForbiddenTraits } = request;
  return rootRequiredTraits.length + rootForbiddenTraits.length === 0
    ? undefined
    : { requiredTraits: rootRequiredTraits.map((name) => [name]), forbiddenTraits: rootForbiddenTraits };
}

function groupViolations({ groups, sameSubtree }: ListAllocationCandidatesRequest): FieldViolation[] {
  const inSubtrees = new Set(sameSubtree.flatMap(({ suffixes }) => suffixes));
  const violations = groups.flatMap(({ suffix, resources }, at) => {
    const field = `groups[${at}]`;
    const isRepeat = groups.findIndex((one) => one.suffix === suffix) < at;
    const isEmpty = Object.keys(resources).length === 0 && (suffix === "" || !inSubtrees.has(suffix));
    return [
      ...(isRepeat ? [violation(`${field}.suffix`, "unique", "another group has this suffix")] : []),
      ...(isEmpty ? [violation(`${field}.resources`, "map.min_pairs", "the group must have resources")] : []),
    ];
  });
  return groups.some(({ resources }) => Object.keys(resources).length > 0)
    ? violations
    : [violation("groups", "required", "one of the groups must have resources")];
}

function policyViolations({ groups, groupPolicy }: ListAllocationCandidatesRequest): FieldViolation[] {
  const suffixed = groups.filter(({ suffix }) => suffix !== "");
  return suffixed.length > 1 && groupPolicy === GroupPolicy.UNSPECIFIED
    ? [violation("group_policy", "required", "must be said with more than one group with a suffix")]
    : [];
}

function subtreeViolations({ groups, sameSubtree }: ListAllocationCandidatesRequest): FieldViolation[] {
  return sameSubtree.flatMap(({ suffixes }, at) =>
    suffixes.flatMap((suffix, of) =>
      groups.some((group) => group.suffix === suffix)
        ? []
        : [violation(`same_subtree[${at}].suffixes[${of}]`, "string.in", "no group has this suffix")],
    ),
  );
}

function violation(field: string, rule: string, message: string): FieldViolation {
  return { field, rule, message };
}
