import type { Schema } from "../../transcoder/index.ts";
import type { OperationName } from "../operation.ts";
import { uuidPattern } from "../shape/derive-schema.ts";

const text: Schema = { type: "string" };
/** With dashes or without: `format` would have it with them only. */
const uuid: Schema = { type: "string", pattern: uuidPattern };

/** A parameter that may be repeated; all of its values must hold. */
const texts: Schema = { type: "array", items: text };

const amounts = "`CLASS:AMOUNT`, separated by commas: `VCPU:2,MEMORY_MB:1024`.";

function parameter(name: string, description: string, schema: Schema): Schema {
  return { name, in: "query", description, schema };
}

function traitWords(opening: string): string {
  return (
    `${opening}, separated by commas; with \`!\` before it, a trait that they must not have; \`in:A,B\` for one of ` +
    "several. May be repeated."
  );
}

function aggregateWords(opening: string): string {
  return `${opening}, by its uuid; \`in:A,B\` for one of several; with \`!\` before it, none of them. May be repeated.`;
}

/** What is asked of candidates, whether they are listed or explained. */
const candidateParameters: readonly Schema[] = [
  parameter(
    "group_policy",
    "How groups with a suffix share providers: each has one of its own (`isolate`), or not. Required with more " +
      "than one of them.",
    { type: "string", enum: ["none", "isolate"] },
  ),
  parameter(
    "root_required",
    "Traits that the root of the tree must have, and with `!` those that it must not have, separated by commas.",
    text,
  ),
  parameter(
    "same_subtree",
    "Suffixes of groups, separated by commas, whose providers stand in one subtree. May be repeated.",
    texts,
  ),
  parameter("resources", `The amounts that are asked for. ${amounts}`, text),
  parameter("required", traitWords("Traits that the providers must have"), texts),
  parameter("member_of", aggregateWords("An aggregate that the providers must be in"), texts),
  parameter("in_tree", "Only providers of the tree that this provider belongs to.", text),
  {
    name: "groups",
    in: "query",
    description:
      "The same with a suffix (`resources_NET`, `required_NET`): a group of its own, whose resources come from " +
      "one provider.",
    style: "form",
    explode: true,
    schema: {
      type: "object",
      patternProperties: {
        "^resources[a-zA-Z0-9_-]{1,64}$": text,
        "^required[a-zA-Z0-9_-]{1,64}$": texts,
        "^member_of[a-zA-Z0-9_-]{1,64}$": texts,
        "^in_tree[a-zA-Z0-9_-]{1,64}$": text,
      },
      additionalProperties: false,
    },
  },
];

/** The parameters of queries that are a language of their own, by the operation that has them. */
export const grammarParameters: Readonly<Record<OperationName, readonly Schema[]>> = {
  "ResourceProviderService.ListResourceProviders": [
    parameter("name", "Only the provider of this name. Empty is as good as absent.", text),
    parameter("uuid", "Only the provider with this uuid.", uuid),
    parameter("member_of", aggregateWords("Only providers in this aggregate"), texts),
    parameter("resources", `Only providers with this much free. ${amounts}`, text),
    parameter("in_tree", "Only providers of the tree that this provider belongs to.", uuid),
    parameter("required", traitWords("Only providers with these traits"), texts),
  ],
  "TraitService.ListTraits": [
    parameter("name", "`startswith:PREFIX` for names that begin so, `in:A,B` for these.", text),
    parameter(
      "associated",
      "Only traits that at least one resource provider has (`true`), or none has (`false`).",
      { type: "boolean" },
    ),
  ],
  "CandidateService.ListAllocationCandidates": [
    parameter("limit", "The most candidates to list.", { type: "integer", minimum: 1 }),
    ...candidateParameters,
  ],
  "CandidateService.ExplainAllocationCandidates": candidateParameters,
};
