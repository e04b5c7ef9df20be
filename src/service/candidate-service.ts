import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Candidate } from "../domain/candidates/candidate.ts";
import type { ProviderSummary } from "../domain/candidates/summarize.ts";
import { listAllocationCandidates } from "../domain/operations/list-allocation-candidates.ts";
import type { Store } from "../domain/store.ts";
import type { AllocationRequestSchema, ProviderSummarySchema } from "../gen/placement/v1/candidate_pb.ts";
import type { CandidateService } from "../gen/placement/v1/candidate_service_pb.ts";
import { candidateRequestFromProto } from "./candidate-request-from-proto.ts";
import type { Handlers } from "./handler.ts";

/** What an operator may set about candidates. */
export interface CandidateSettings {
  /** Give candidates in random order, and so, with a limit, a random part of them. Default: no. */
  readonly randomize?: boolean | undefined;
}

/** The handlers of CandidateService. */
export function candidateHandlers(
  store: Store,
  settings: CandidateSettings,
): Handlers<typeof CandidateService.method> {
  return {
    listAllocationCandidates: {
      async handle(request, { signal }) {
        const { candidates, summaries } = await listAllocationCandidates(
          store,
          candidateRequestFromProto(request),
          { pause: () => letOthers(signal), random: settings.randomize === true ? Math.random : undefined },
        );
        return {
          allocationRequests: candidates.map(candidateToProto),
          providerSummaries: Object.fromEntries(summaries.map((one) => [one.uuid, summaryToProto(one)])),
        };
      },
    },
  };
}

/** Lets the server do other things for a moment, and ends what nobody waits for any more. */
async function letOthers(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
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
    rootProviderUuid: summary.rootUuid,
    ...(summary.parentUuid === undefined ? {} : { parentProviderUuid: summary.parentUuid }),
  };
}
