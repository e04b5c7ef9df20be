import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Candidate } from "../domain/candidates/candidate.ts";
import type { ProviderSummary } from "../domain/candidates/summarize.ts";
import { listCandidates } from "../domain/operations/list-candidates.ts";
import type { Reads } from "../domain/reads.ts";
import type { AllocationRequestSchema, ProviderSummarySchema } from "../gen/placement/v1/candidate_pb.ts";
import type { CandidateService } from "../gen/placement/v1/candidate_service_pb.ts";
import { candidateRequestFromProto } from "./candidate-request.ts";
import type { Handlers } from "./handler.ts";

/** What operators set about candidates. */
export interface CandidateSettings {
  /** The most candidates of an answer. */
  readonly candidatesMax: number;
  /** Whether candidates come in random order. */
  readonly randomizeCandidates: boolean;
}

/** The handlers of CandidateService. */
export function candidateHandlers(
  reads: Reads,
  settings: CandidateSettings,
): Handlers<typeof CandidateService.method> {
  return {
    listAllocationCandidates: {
      async handle(request, context) {
        const list = await listCandidates(reads, candidateRequestFromProto(request), {
          candidatesMax: settings.candidatesMax,
          random: settings.randomizeCandidates ? Math.random : undefined,
          async pause() {
            await new Promise((resolve) => setImmediate(resolve));
            context.signal.throwIfAborted();
          },
        });
        return {
          allocationRequests: list.candidates.map(candidateToProto),
          providerSummaries: Object.fromEntries(
            list.summaries.map((summary) => [summary.uuid, summaryToProto(summary)]),
          ),
        };
      },
    },
  };
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
