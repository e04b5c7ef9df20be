import { type JsonValue, toJson } from "@bufbuild/protobuf";
import type { ListAllocationCandidatesRequest } from "../../../src/gen/placement/v1/candidate_service_pb.ts";
import { bindCall } from "../../../src/rest/bind-call.ts";
import { changes } from "../../../src/rest/changes/index.ts";
import type { Fault } from "../../../src/rest/fault.ts";
import { operations } from "../../../src/rest/operations/index.ts";
import { parseQuery } from "../../../src/rest/query/query-pairs.ts";
import { createRouteTable } from "../../../src/rest/route-table.ts";
import { explainRefusal } from "../../../src/rest/shape/explain-refusal.ts";
import { candidateViolations } from "../../../src/service/candidate-violations.ts";
import { shapeViolations } from "../../../src/service/shape-violations.ts";
import type { Violation } from "../../../src/transcoder/index.ts";
import { contractServices } from "../../kit/contract-services.ts";

const find = createRouteTable({ services: contractServices, operations, changes });

/** Names that stand for uuids in the queries of tests: `$A` to `$D`. */
export const uuids = {
  $A: "aaaaaaaa-0000-4000-8000-00000000000a",
  $B: "bbbbbbbb-0000-4000-8000-00000000000b",
  $C: "cccccccc-0000-4000-8000-00000000000c",
  $D: "dddddddd-0000-4000-8000-00000000000d",
} as const;

/** A text with the uuids in place of their names. */
export function withUuids(text: string): string {
  return text.replaceAll(/\$[A-D]/g, (name) => uuids[name as keyof typeof uuids]);
}

/** What the query of a GET becomes at a version: the message as JSON, or what the request is refused with. */
export type Outcome = { readonly message: JsonValue } | { readonly refusal: Fault };

/** Reads the target of a GET as the dialect does, and checks it as the service does. */
export function readQuery(version: number, target: string): Outcome {
  const [path = "", query = ""] = withUuids(target).split("?");
  const found = find("GET", path, version);
  if (found.kind !== "plan") throw new Error(`${target} leads to ${found.kind} at 1.${version}`);
  const bound = bindCall(found.plan, {
    params: found.params,
    query: parseQuery(query),
    body: undefined,
    incompleteOwner: { projectId: "nobody", userId: "nobody" },
  });
  const { input } = found.plan.route.method;
  const shape = [...bound.violations, ...shapeViolations(input, bound.message)];
  const violations: readonly Violation[] =
    shape.length > 0 || !path.endsWith("candidates")
      ? shape
      : candidateViolations(bound.message as ListAllocationCandidatesRequest);
  return violations.length === 0
    ? { message: toJson(input, bound.message, { useProtoFieldName: true }) }
    : { refusal: explainRefusal(found.plan, bound, violations) };
}

/** The words of a refusal without the schema and the value that may be printed there, and its code if it has one. */
export function refusalOf(version: number, target: string): string | undefined {
  const outcome = readQuery(version, target);
  if ("message" in outcome) return undefined;
  const { words, code } = outcome.refusal;
  const [brief] = words.split("\n\nFailed validating");
  return code === undefined ? brief : `${code.slice("placement.".length)}: ${brief}`;
}
