import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ListResourceProvidersRequestSchema } from "../../gen/placement/v1/resource_provider_service_pb.ts";
import { readMemberOf } from "./member-of-parameter.ts";
import type { QueryGrammar } from "./query-grammar.ts";
import { lastOfEach, valuesOf } from "./query-pairs.ts";
import { readRequired } from "./required-parameter.ts";
import { readResources } from "./resources-parameter.ts";

type Fields = MessageInitShape<typeof ListResourceProvidersRequestSchema>;

/** The query of `GET /resource_providers`: filters, read in this order, of which the first fault is told. */
export const providersGrammar: QueryGrammar = {
  read(pairs, form) {
    const { name, uuid, in_tree: inTree, resources: resourcesText } = lastOfEach(pairs);
    const membership = readMemberOf(valuesOf(pairs, "member_of"), "", form);
    if ("fault" in membership) return membership;
    const traits = readRequired(valuesOf(pairs, "required"), form);
    if ("fault" in traits) return traits;
    const resources = resourcesText === undefined ? { value: {} } : readResources(resourcesText);
    if ("fault" in resources) return resources;
    const fields: Fields = {
      // An empty name filters nothing.
      ...(name ? { name } : {}),
      ...(uuid === undefined ? {} : { uuid }),
      ...(inTree === undefined ? {} : { inTree }),
      resources: { ...resources.value },
      requiredTraits: traits.value.required.map((set) => ({ anyOf: [...set] })),
      forbiddenTraits: [...traits.value.forbidden],
      memberOf: membership.value.memberOf.map((set) => ({ anyOf: [...set] })),
      forbiddenAggregates: [...membership.value.forbidden],
    };
    return { value: fields };
  },
};
