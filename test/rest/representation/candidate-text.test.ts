import { create, toJson } from "@bufbuild/protobuf";
import { describe, expect } from "vitest";
import type { CandidateList } from "../../../src/domain/candidates/candidate-list.ts";
import { ListAllocationCandidatesResponseSchema } from "../../../src/gen/placement/v1/candidate_service_pb.ts";
import { changes } from "../../../src/rest/changes/index.ts";
import type { RequestFacts } from "../../../src/rest/operation.ts";
import { operations } from "../../../src/rest/operations/index.ts";
import { createRouteTable } from "../../../src/rest/route-table.ts";
import { showAnswer } from "../../../src/rest/show-answer.ts";
import { minorMax } from "../../../src/rest/version.ts";
import { CandidateAnswer } from "../../../src/service/candidate-answer.ts";
import { contractServices } from "../../kit/contract-services.ts";
import { testOnCandidateLists } from "../../kit/test-on-candidate-lists.ts";

const find = createRouteTable({ services: contractServices, operations, changes });
const facts: RequestFacts = {
  params: {},
  query: { resources: "VCPU:1,MEM:1" },
  body: undefined,
  capabilities: [],
  incompleteOwner: { projectId: "nobody", userId: "nobody" },
};

function shownAt(minor: number, message: object): string {
  const found = find("GET", "/allocation_candidates", minor);
  if (found.kind !== "plan") throw new Error(found.kind);
  const answer = { message: message as never, header: new Headers(), trailer: new Headers() };
  return String(showAnswer(found.plan, answer, facts, { mountPrefix: "" }).text);
}

const { write } = operations["CandidateService.ListAllocationCandidates"] ?? {};

/** Compares all ways in which a list can be answered with the one by way of its message. */
function check(list: CandidateList): void {
  const { allocationRequests, providerSummaries } = new CandidateAnswer(list);
  const general = { allocationRequests, providerSummaries };
  expect(write?.(general)).toBeUndefined();
  const written = write?.(new CandidateAnswer(list))?.toString();
  expect(written).toBe(shownAt(minorMax, new CandidateAnswer(list)));
  for (let minor = 10; minor <= minorMax; minor++) {
    const shown = shownAt(minor, new CandidateAnswer(list));
    expect(JSON.parse(shown)).toEqual(JSON.parse(shownAt(minor, general)));
  }
  const schema = ListAllocationCandidatesResponseSchema;
  expect(toJson(schema, create(schema, new CandidateAnswer(list)))).toEqual(
    toJson(schema, create(schema, general)),
  );
}

describe("candidateListText() is what the message comes to", () => {
  testOnCandidateLists(check);
});
