import type { FieldViolation } from "../domain/errors.ts";
import { GroupPolicy, type RequestGroup } from "../gen/placement/v1/candidate_pb.ts";
import type {
  ExplainAllocationCandidatesRequest,
  ListAllocationCandidatesRequest,
} from "../gen/placement/v1/candidate_service_pb.ts";

/** What requests to list candidates and to explain them have in common: all but what is for lists alone. */
export type CandidateQuestion = ListAllocationCandidatesRequest | ExplainAllocationCandidatesRequest;

type Request = CandidateQuestion;

/**
 * The rules between the parts of a request for candidates that it breaks. Rules about one field alone stand in the
 * contract; these are in its comments.
 */
export function candidateViolations(request: Request): readonly FieldViolation[] {
  return [
    ...suffixViolations(request),
    ...resourceViolations(request),
    ...subtreeViolations(request),
    ...conflictViolations(request),
    ...policyViolations(request),
  ];
}

function suffixViolations({ groups }: Request): FieldViolation[] {
  const seen = new Set<string>();
  return groups.flatMap(({ suffix }, at) => {
    const isRepeated = seen.has(suffix);
    seen.add(suffix);
    return isRepeated
      ? [violation(`groups[${at}].suffix`, "groups.unique", "is the suffix of another group", suffix)]
      : [];
  });
}

/** Some group asks for resources, and each that does not is there to be near to others. */
function resourceViolations({ groups, sameSubtree }: Request): FieldViolation[] {
  if (groups.every(isResourceless)) {
    return [violation("groups", "groups.resources_required", "at least one group must have resources")];
  }
  const named = new Set(sameSubtree.flatMap(({ suffixes }) => suffixes));
  return groups.flatMap((group, at) =>
    isResourceless(group) && !named.has(group.suffix)
      ? [
          violation(
            `groups[${at}].resources`,
            "group.resources_required",
            "only groups that same_subtree names may have no resources",
            group.suffix,
          ),
        ]
      : [],
  );
}

function isResourceless({ resources }: RequestGroup): boolean {
  return Object.keys(resources).length === 0;
}

function subtreeViolations({ groups, sameSubtree }: Request): FieldViolation[] {
  const known = new Set(groups.map(({ suffix }) => suffix));
  return sameSubtree.flatMap(({ suffixes }, at) =>
    suffixes.flatMap((suffix, place) =>
      known.has(suffix)
        ? []
        : [
            violation(
              `same_subtree[${at}].suffixes[${place}]`,
              "subtree.group_exists",
              "no group has this suffix",
              suffix,
            ),
          ],
    ),
  );
}

function conflictViolations(request: Request): FieldViolation[] {
  const unwanted = new Set(request.rootForbiddenTraits);
  const ofRoot = request.rootRequiredTraits.flatMap((trait, at) =>
    unwanted.has(trait) ? [conflict(`root_required_traits[${at}]`, trait)] : [],
  );
  return [...ofRoot, ...request.groups.flatMap((group, at) => groupConflicts(group, `groups[${at}]`))];
}

function groupConflicts({ requiredTraits, forbiddenTraits }: RequestGroup, field: string): FieldViolation[] {
  const unwanted = new Set(forbiddenTraits);
  return requiredTraits.flatMap(({ anyOf }, at) =>
    anyOf.every((trait) => unwanted.has(trait))
      ? [conflict(`${field}.required_traits[${at}]`, anyOf.join(", "))]
      : [],
  );
}

function conflict(field: string, traits: string): FieldViolation {
  return violation(field, "traits.conflict", "is required and forbidden", traits);
}

function policyViolations({ groups, groupPolicy }: Request): FieldViolation[] {
  const suffixed = groups.filter(({ suffix }) => suffix !== "").length;
  return suffixed > 1 && groupPolicy === GroupPolicy.UNSPECIFIED
    ? [
        violation(
          "group_policy",
          "group_policy.required",
          "is required with more than one group with a suffix",
        ),
      ]
    : [];
}

function violation(field: string, rule: string, message: string, value?: string): FieldViolation {
  return { field, rule, message, ...(value === undefined ? {} : { value }) };
}
