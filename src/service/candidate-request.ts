import type { CandidateRequest, RequestGroup } from "../domain/candidates/request.ts";
import { type FieldViolation, PlacementError } from "../domain/errors.ts";
import { canonicalUuid } from "../domain/uuid.ts";
import { GroupPolicy, type RequestGroup as RequestGroupMessage } from "../gen/placement/v1/candidate_pb.ts";
import { type CandidateQuestion, candidateViolations } from "./candidate-violations.ts";

/**
 * What a caller looks for, with its uuids in the canonical form, and without a limit. Refuses with INVALID_REQUEST a
 * request whose parts don't fit together.
 */
export function candidateRequestFromProto(message: CandidateQuestion): CandidateRequest {
  const violations = candidateViolations(message);
  if (violations.length > 0) refuse(violations);
  return {
    groups: message.groups.map(groupFromProto),
    groupPolicy: message.groupPolicy === GroupPolicy.ISOLATE ? "isolate" : "none",
    root: {
      requiredTraits: message.rootRequiredTraits.map((trait) => [trait]),
      forbiddenTraits: message.rootForbiddenTraits,
    },
    sameSubtrees: message.sameSubtree.map(({ suffixes }) => suffixes),
    oneProviderPerTree: message.oneProviderPerTree,
  };
}

function groupFromProto(group: RequestGroupMessage): RequestGroup {
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

function refuse(violations: readonly FieldViolation[]): never {
  const message = `${violations[0]?.field}: ${violations[0]?.message}`;
  throw new PlacementError("INVALID_REQUEST", {}, { message, violations });
}
