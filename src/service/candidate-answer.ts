import type { MessageInitShape } from "@bufbuild/protobuf";
import type { BinaryWriter } from "@bufbuild/protobuf/wire";
import type { Candidate } from "../domain/candidates/candidate.ts";
import type { CandidateList } from "../domain/candidates/candidate-list.ts";
import type { ProviderSummary } from "../domain/candidates/provider-summary.ts";
import type { AllocationRequestSchema, ProviderSummarySchema } from "../gen/placement/v1/candidate_pb.ts";
import type { ListAllocationCandidatesResponseSchema } from "../gen/placement/v1/candidate_service_pb.ts";
import { type BinaryAnswer, writeBinary } from "./binary-answer.ts";
import { writeCandidateList } from "./candidate-bytes.ts";

type Response = Exclude<
  MessageInitShape<typeof ListAllocationCandidatesResponseSchema>,
  { $typeName: unknown }
>;

/**
 * The response of a list of candidates. Its fields come into being when they are asked for: a thousand candidates
 * are tens of thousands of objects as messages, and a protocol with a writer of its own for what was found needs
 * none of them.
 */
export class CandidateAnswer implements Response, BinaryAnswer {
  /** What was found, as the domain has it. */
  readonly found: CandidateList;

  constructor(found: CandidateList) {
    this.found = found;
  }

  [writeBinary](writer: BinaryWriter): void {
    writeCandidateList(writer, this.found);
  }

  get allocationRequests(): MessageInitShape<typeof AllocationRequestSchema>[] {
    return this.found.candidates.map(candidateToProto);
  }

  get providerSummaries(): Record<string, MessageInitShape<typeof ProviderSummarySchema>> {
    return Object.fromEntries(this.found.summaries.map((summary) => [summary.uuid, summaryToProto(summary)]));
  }
}

function candidateToProto(candidate: Candidate): MessageInitShape<typeof AllocationRequestSchema> {
  return {
    allocations: Object.fromEntries(
      candidate.allocations.map(({ providerUuid, resources }) => [
        providerUuid,
        { resources: Object.fromEntries(resources.map((one) => [one.resourceClass, one.amount])) },
      ]),
    ),
    mappings: Object.fromEntries(
      candidate.mappings.map(({ suffix, providerUuids }) => [
        suffix,
        { resourceProviderUuids: [...providerUuids] },
      ]),
    ),
  };
}

function summaryToProto(summary: ProviderSummary): MessageInitShape<typeof ProviderSummarySchema> {
  return {
    resources: Object.fromEntries(
      summary.resources.map(({ resourceClass, capacity, used }) => [resourceClass, { capacity, used }]),
    ),
    traits: [...summary.traits],
    ...(summary.parentUuid === undefined ? {} : { parentProviderUuid: summary.parentUuid }),
    rootProviderUuid: summary.rootUuid,
  };
}
