import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Explanation, NeedExplanation } from "../domain/candidates/explanation.ts";
import {
  Blocker,
  CandidateOutcome,
  type NeedExplanationSchema,
  ProviderConstraint,
} from "../gen/placement/v1/candidate_explanation_pb.ts";
import type { ExplainAllocationCandidatesResponseSchema } from "../gen/placement/v1/candidate_service_pb.ts";

/** An explanation as the contract has it. */
export function explanationToProto(
  explanation: Explanation,
): MessageInitShape<typeof ExplainAllocationCandidatesResponseSchema> {
  const { needs, roots, outcome, blockers, blockersCut } = explanation;
  return {
    needs: needs.map(needToProto),
    roots,
    outcome: outcomes[outcome],
    blockers: blockers.map((blocker) => blockerNumbers[blocker]),
    blockersCut,
  };
}

function needToProto(need: NeedExplanation): MessageInitShape<typeof NeedExplanationSchema> {
  return {
    suffix: need.suffix,
    resourceClasses: [...need.resourceClasses],
    steps: need.steps.map(({ constraint, providersLeft }) => ({
      constraint: constraints[constraint],
      providersLeft,
    })),
  };
}

const constraints = {
  resource_class: ProviderConstraint.RESOURCE_CLASS,
  units: ProviderConstraint.UNITS,
  capacity: ProviderConstraint.CAPACITY,
  required_traits: ProviderConstraint.REQUIRED_TRAITS,
  forbidden_traits: ProviderConstraint.FORBIDDEN_TRAITS,
  member_of: ProviderConstraint.MEMBER_OF,
  forbidden_aggregates: ProviderConstraint.FORBIDDEN_AGGREGATES,
  in_tree: ProviderConstraint.IN_TREE,
} satisfies Record<NeedExplanation["steps"][number]["constraint"], ProviderConstraint>;

const outcomes = {
  found: CandidateOutcome.FOUND,
  none: CandidateOutcome.NONE,
  given_up: CandidateOutcome.GIVEN_UP,
} satisfies Record<Explanation["outcome"], CandidateOutcome>;

const blockerNumbers = {
  group_policy: Blocker.GROUP_POLICY,
  same_subtree: Blocker.SAME_SUBTREE,
  required_traits: Blocker.REQUIRED_TRAITS,
  shared_capacity: Blocker.SHARED_CAPACITY,
  one_provider_per_tree: Blocker.ONE_PROVIDER_PER_TREE,
} satisfies Record<Explanation["blockers"][number], Blocker>;
