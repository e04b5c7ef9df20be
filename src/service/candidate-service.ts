import { explainCandidates } from "../domain/operations/explain-candidates.ts";
import { listCandidates } from "../domain/operations/list-candidates.ts";
import type { Reads } from "../domain/reads.ts";
import type { CandidateService } from "../gen/placement/v1/candidate_service_pb.ts";
import { CandidateAnswer } from "./candidate-answer.ts";
import { candidateRequestFromProto } from "./candidate-request.ts";
import { explanationToProto } from "./explanation-to-proto.ts";
import type { Handlers } from "./handler.ts";
import type { LargeAnswers } from "./large-answers.ts";
import { remarkKey } from "./remark.ts";

/** What operators set about candidates. */
export interface CandidateSettings {
  /** The most candidates of an answer. */
  readonly candidatesMax: number;
  /** Whether candidates come in random order. */
  readonly randomizeCandidates: boolean;
}

/** How long a search has the process to itself, in milliseconds: others wait no longer than that for their turn. */
const SLICE_MS = 2;

/** Up to how many usual candidates an answer is not a large one. */
const USUAL_MAX = 1000;

/** The handlers of CandidateService. */
export function candidateHandlers(
  reads: Reads,
  settings: CandidateSettings,
  largeAnswers: LargeAnswers,
): Handlers<typeof CandidateService.method> {
  return {
    listAllocationCandidates: {
      async handle(request, context) {
        const wanted = { ...candidateRequestFromProto(request), limit: request.limit };
        const list = await largeAnswers.make(context, (takeTurn) =>
          listCandidates(reads, wanted, {
            candidatesMax: settings.candidatesMax,
            random: settings.randomizeCandidates ? Math.random : undefined,
            pause: pauses(() => context.signal.throwIfAborted()),
            // Not before: most searches without a limit find few, and need not wait behind those that find thousands.
            grown: (size) => (size > USUAL_MAX ? takeTurn({ begun: true }) : undefined),
          }),
        );
        if (list.isCut)
          context.values.set(remarkKey, "candidates: the search was given up, there may be more");
        return new CandidateAnswer(list);
      },
    },
    explainAllocationCandidates: {
      async handle(request, context) {
        const pause = pauses(() => context.signal.throwIfAborted());
        return explanationToProto(
          await explainCandidates(reads, candidateRequestFromProto(request), { pause }),
        );
      },
    },
  };
}

/** Lets others have their turn once a slice of time is over, and then asks whether to go on. */
function pauses(check: () => void): () => Promise<void> | undefined {
  let endMs = performance.now() + SLICE_MS;
  const pause = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    check();
    endMs = performance.now() + SLICE_MS;
  };
  return () => (performance.now() < endMs ? undefined : pause());
}
