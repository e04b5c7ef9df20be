import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import type { CandidateList } from "../../src/domain/candidates/candidate-list.ts";
import { ListAllocationCandidatesResponseSchema as schema } from "../../src/gen/placement/v1/candidate_service_pb.ts";
import { frameOf } from "../../src/server/grpc/frame.ts";
import { writeBinary } from "../../src/service/binary-answer.ts";
import { CandidateAnswer } from "../../src/service/candidate-answer.ts";
import { testOnCandidateLists } from "../kit/test-on-candidate-lists.ts";

/** Entries of maps have no order; but for that, the bytes are the same. */
function check(list: CandidateList): void {
  const answer = new CandidateAnswer(list);
  const written = frameOf((writer) => answer[writeBinary](writer)).subarray(5);
  const general = toBinary(schema, create(schema, answer));
  expect(written.length).toBe(general.length);
  expect(fromBinary(schema, written)).toEqual(fromBinary(schema, general));
}

describe("a list of candidates writes itself as its message would be written", () => {
  testOnCandidateLists(check);

  test("and refuses what the message can't hold", () => {
    const resources = [{ resourceClass: "VCPU", amount: 2 ** 31 }];
    const allocations = [{ providerUuid: "p", resources }];
    const answer = new CandidateAnswer({ candidates: [{ allocations, mappings: [] }], summaries: [] });
    expect(() => toBinary(schema, create(schema, answer))).toThrow("int32");
    expect(() => frameOf((writer) => answer[writeBinary](writer))).toThrow("int32");
    check({ candidates: [], summaries: [] });
  });
});
