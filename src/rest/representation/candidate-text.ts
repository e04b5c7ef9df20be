import type { Candidate, CandidateAllocation, CandidateResource } from "../../domain/candidates/candidate.ts";
import type { CandidateList } from "../../domain/candidates/candidate-list.ts";
import type { ProviderSummary } from "../../domain/candidates/provider-summary.ts";
import { quote } from "../../transcoder/index.ts";
import { LongText } from "../long-text.ts";

/**
 * The newest form of a list of candidates, as JSON in UTF-8, straight from what was found. It is what the response
 * comes to by way of its message: a thousand candidates are ten times cheaper without.
 */
export function candidateListText({ candidates, summaries }: CandidateList): Buffer {
  const text = new LongText();
  text.add('{"allocation_requests":[');
  addAll(text, candidates, candidateWriter());
  text.add('],"provider_summaries":{');
  addAll(text, summaries, summaryEntry);
  text.add("}}");
  return text.encode();
}

function addAll<T>(text: LongText, items: readonly T[], write: (item: T) => string): void {
  for (let at = 0; at < items.length; at++) {
    if (at > 0) text.add(",");
    text.add(write(items[at]!));
  }
}

function candidateWriter(): (candidate: Candidate) => string {
  // Candidates share what they take where it is the same.
  const known = new Map<readonly CandidateResource[], string>();
  const allocationText = ({ providerUuid, resources }: CandidateAllocation) => {
    let text = known.get(resources);
    if (text === undefined) {
      text = resourcesText(resources);
      known.set(resources, text);
    }
    return `${quote(providerUuid)}:{"resources":${text}}`;
  };
  return ({ allocations, mappings }) =>
    `{"allocations":{${list(allocations, allocationText)}},"mappings":{${list(mappings, mappingText)}}}`;
}

function resourcesText(resources: readonly CandidateResource[]): string {
  return `{${list(resources, ({ resourceClass, amount }) => `${quote(resourceClass)}:${amount}`)}}`;
}

function mappingText({ suffix, providerUuids }: Candidate["mappings"][number]): string {
  return `${quote(suffix)}:[${list(providerUuids, quote)}]`;
}

/** Summaries outlive answers: what was written once is there for the next. */
const summaryEntries = new WeakMap<ProviderSummary, string>();

function summaryEntry(summary: ProviderSummary): string {
  let text = summaryEntries.get(summary);
  if (text === undefined) {
    // Put together by a join, which leaves one flat text where templates leave a tree of their parts.
    text = [quote(summary.uuid), ":", summaryText(summary)].join("");
    summaryEntries.set(summary, text);
  }
  return text;
}

function summaryText({ resources, traits, parentUuid, rootUuid }: ProviderSummary): string {
  const amounts = list(
    resources,
    ({ resourceClass, capacity, used }) => `${quote(resourceClass)}:{"capacity":${capacity},"used":${used}}`,
  );
  const parent = parentUuid === undefined ? "null" : quote(parentUuid);
  return `{"resources":{${amounts}},"traits":[${list(traits, quote)}],"parent_provider_uuid":${parent},"root_provider_uuid":${quote(rootUuid)}}`;
}

/** Items with commas between them. Most lists have one. */
function list<T>(items: readonly T[], write: (item: T) => string): string {
  let text = "";
  for (let at = 0; at < items.length; at++) text += at === 0 ? write(items[0]!) : `,${write(items[at]!)}`;
  return text;
}
