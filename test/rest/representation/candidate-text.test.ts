import { create, toJson } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildForest } from "../../../src/domain/candidates/build-forest.ts";
import type { CandidateList } from "../../../src/domain/candidates/candidate-list.ts";
import { GrowingList } from "../../../src/domain/candidates/growing-list.ts";
import { ListAllocationCandidatesResponseSchema } from "../../../src/gen/placement/v1/candidate_service_pb.ts";
import { changes } from "../../../src/rest/changes/index.ts";
import type { RequestFacts } from "../../../src/rest/operation.ts";
import { operations } from "../../../src/rest/operations/index.ts";
import { createRouteTable } from "../../../src/rest/route-table.ts";
import { showAnswer } from "../../../src/rest/show-answer.ts";
import { minorMax } from "../../../src/rest/version.ts";
import { CandidateAnswer } from "../../../src/service/candidate-answer.ts";
import { forests, requests } from "../../domain/candidates/random.ts";
import { candidateLists } from "../../kit/candidate-lists.ts";
import { services } from "../kit/services.ts";

const find = createRouteTable({ services, operations, changes });
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

describe("candidateListText()", () => {
  test("is what the message comes to, for lists that searches find", async () => {
    await fc.assert(
      fc.asyncProperty(forests, requests, async (rows, request) => {
        const list = new GrowingList(request, { candidatesMax: 20, pause: () => undefined });
        await list.addFrom(buildForest(rows));
        check(list);
      }),
      { numRuns: 200 },
    );
  });

  test("is what the message comes to, for lists with anything in them", () => {
    fc.assert(fc.property(candidateLists, check), { numRuns: 200 });
  });

  test("is the same when a summary is written again", () => {
    const summary = {
      uuid: "é",
      rootUuid: "日本",
      parentUuid: undefined,
      generation: 1,
      traits: ['"'],
      resources: [{ resourceClass: "VCPU", capacity: 1, used: 0 }],
    };
    check({ candidates: [], summaries: [summary] });
    check({ candidates: [], summaries: [{ ...summary, uuid: "other" }, summary] });
  });
});
