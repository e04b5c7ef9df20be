import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildForest } from "../../src/domain/candidates/build-forest.ts";
import type { CandidateList } from "../../src/domain/candidates/candidate-list.ts";
import { GrowingList } from "../../src/domain/candidates/growing-list.ts";
import { ListAllocationCandidatesResponseSchema as schema } from "../../src/gen/placement/v1/candidate_service_pb.ts";
import { frameOf } from "../../src/server/grpc/frame.ts";
import { writeBinary } from "../../src/service/binary-answer.ts";
import { CandidateAnswer } from "../../src/service/candidate-answer.ts";
import { forests, requests } from "../domain/candidates/random.ts";
import { candidateLists } from "../kit/candidate-lists.ts";

/** Entries of maps have no order; but for that, the bytes are the same. */
function check(list: CandidateList): void {
  const answer = new CandidateAnswer(list);
  const written = frameOf((writer) => answer[writeBinary](writer)).subarray(5);
  const general = toBinary(schema, create(schema, answer));
  expect(written.length).toBe(general.length);
  expect(fromBinary(schema, written)).toEqual(fromBinary(schema, general));
}

describe("a list of candidates writes itself", () => {
  test("as its message would be written, for lists that searches find", async () => {
    await fc.assert(
      fc.asyncProperty(forests, requests, async (rows, request) => {
        const list = new GrowingList(request, { candidatesMax: 20, pause: () => undefined });
        await list.addFrom(buildForest(rows));
        check(list);
      }),
      { numRuns: 200 },
    );
  });

  test("as its message would be written, for lists with anything in them", () => {
    fc.assert(fc.property(candidateLists, check), { numRuns: 500 });
  });

  test("the same again, and beside others", () => {
    const summary = {
      uuid: "é",
      rootUuid: "日本",
      parentUuid: undefined,
      generation: 1,
      traits: ["HW"],
      resources: [{ resourceClass: "VCPU", capacity: 1.5e10, used: 0 }],
    };
    check({ candidates: [], summaries: [summary] });
    check({ candidates: [], summaries: [{ ...summary, uuid: "other" }, summary] });
  });

  test("and refuses what the message can't hold", () => {
    const resources = [{ resourceClass: "VCPU", amount: 2 ** 31 }];
    const allocations = [{ providerUuid: "p", resources }];
    const answer = new CandidateAnswer({ candidates: [{ allocations, mappings: [] }], summaries: [] });
    expect(() => toBinary(schema, create(schema, answer))).toThrow("int32");
    expect(() => frameOf((writer) => answer[writeBinary](writer))).toThrow("int32");
    check({ candidates: [], summaries: [] });
  });
});
