import type { Message } from "@bufbuild/protobuf";
import type { RequestGroup } from "../../gen/placement/v1/candidate_pb.ts";
import type { ListAllocationCandidatesRequest } from "../../gen/placement/v1/candidate_service_pb.ts";
import type { Violation } from "../../transcoder/index.ts";
import type { ErrorCode } from "../error-body.ts";
import type { Fault } from "../fault.ts";
import { byCodePoints, pythonRepr } from "../shape/python-repr.ts";
import type { QueryForm } from "./query-grammar.ts";
import { conflictsIn } from "./required-parameter.ts";

type Request = ListAllocationCandidatesRequest;

/** What Placement says of a request of which a rule between its parts is broken. */
interface Words {
  readonly code?: ErrorCode;
  words(request: Request, form: QueryForm): string;
}

const badValue = "placement.query.bad_value";

/** By the names of the rules, in the order in which Placement looks at them. */
const wordsByRule: readonly (readonly [rule: string, newest: Words, withoutResourceless?: Words])[] = [
  [
    "groups.resources_required",
    {
      code: "placement.query.missing_value",
      words: () => "There must be at least one resources or resources[$S] parameter.",
    },
    { words: orphanWords },
  ],
  [
    "group.resources_required",
    {
      code: badValue,
      words: (request) =>
        "Resourceless suffixed group request should be specified in `same_subtree` query param: bad group(s) - " +
        `${pythonRepr(resourceless(request).filter((suffix) => !inSubtree(request).has(suffix)))}.`,
    },
    { words: orphanWords },
  ],
  ["subtree.group_exists", { code: badValue, words: strangerWords }],
  [
    "traits.conflict",
    {
      words: ({ groups }) =>
        "Conflicting required and forbidden traits found in the following traits keys: " +
        groups.flatMap(conflictingKeys).toSorted(byCodePoints).join(", "),
    },
  ],
  [
    "group_policy.required",
    {
      words: () =>
        'The "group_policy" parameter is required when specifying more than one "resources{N}" parameter.',
    },
  ],
];

/**
 * What the rules between the parts of a request for candidates are called in a query. Of several that are broken,
 * the one is told that Placement looks at first.
 */
export function explainCandidateRequest(
  message: Message,
  violations: readonly Violation[],
  form: QueryForm,
): Fault | undefined {
  const request = message as Request;
  const broken = new Set(violations.map(({ rule }) => rule));
  // A request without groups has none with resources either.
  if (request.groups.length === 0) broken.add("groups.resources_required");
  const found = wordsByRule.find(([rule]) => broken.has(rule));
  if (found === undefined) return undefined;
  const [, newest, withoutResourceless = newest] = found;
  const { code, words } = form.resourcelessGroups ? newest : withoutResourceless;
  return code === undefined ? { words: words(request, form) } : { words: words(request, form), code };
}

function resourceless({ groups }: Request): string[] {
  return groups.filter(isResourceless).map(({ suffix }) => suffix);
}

function isResourceless({ resources }: RequestGroup): boolean {
  return Object.keys(resources).length === 0;
}

function inSubtree({ sameSubtree }: Request): ReadonlySet<string> {
  return new Set(sameSubtree.flatMap(({ suffixes }) => suffixes));
}

function strangerWords(request: Request): string {
  const known = request.groups.map(({ suffix }) => suffix);
  const strangers = [...inSubtree(request)].filter((suffix) => !known.includes(suffix));
  return (
    "Real suffixes should be specified in `same_subtree`: " +
    `${pythonRepr(strangers)} not found in ${pythonRepr(known)}.`
  );
}

/** Before groups could do without resources, each kind of parameter that stood without them was told of by its name. */
function orphanWords({ groups }: Request): string {
  if (groups.length === 0) {
    return "At least one request group (`resources` or `resources{$S}`) is required.";
  }
  const orphans = groups.filter(isResourceless);
  const traits = orphans.filter((group) => group.requiredTraits.length > 0);
  if (traits.length > 0) {
    const keys = traits.map(({ suffix }) => `required${suffix}`).join(", ");
    return (
      "All traits parameters must be associated with resources.  " +
      `Found the following orphaned traits keys: ${keys}`
    );
  }
  const members = orphans.filter(
    (group) => group.memberOf.length > 0 || group.forbiddenAggregates.length > 0,
  );
  if (members.length > 0) {
    const keys = members.map(({ suffix }) => `member_of${suffix}`).join(", ");
    return (
      "All member_of parameters must be associated with resources. " +
      `Found the following orphaned member_of keys: ${keys}`
    );
  }
  return "All request groups must specify resources.";
}

function conflictingKeys({ suffix, requiredTraits, forbiddenTraits }: RequestGroup): string[] {
  const required = requiredTraits.map((set) => set.anyOf);
  return conflictsIn({ required, forbidden: forbiddenTraits }).map(
    (set) => `required${suffix}: (${set.toSorted(byCodePoints).join(", ")})`,
  );
}
