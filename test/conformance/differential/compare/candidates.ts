import { isObject, type Json, type JsonObject } from "../json.ts";
import type { Request } from "../request.ts";
import { canonical, compareBodies } from "./body.ts";
import { type Difference, shown } from "./difference.ts";

/** The request with its `limit` taken away, or undefined where it has none that cuts. */
export function withoutLimit(request: Request): Request | undefined {
  const [path, query = ""] = request.target.split("?");
  const kept = query.split("&").filter((part) => !part.startsWith("limit="));
  if (path !== "/allocation_candidates" || kept.length === query.split("&").length) return undefined;
  return { ...request, target: `${path}?${kept.join("&")}` };
}

/** What one side answered, to the request and to the same one without a limit. */
export interface Cut {
  readonly limited: Json;
  readonly whole: Json;
}

/**
 * Compares results cut by a limit: which candidates are left is each side's own choice, but there are as many, all of
 * them among those that there are, and with the summaries of their providers.
 */
export function compareCut(theirs: Cut, ours: Cut): Difference[] {
  const whole = compareBodies(theirs.whole, ours.whole);
  if (whole.length > 0) return whole;
  const [their, our] = [part(theirs.limited), part(ours.limited)];
  const known = new Set(part(ours.whole).candidates);
  const strange = our.candidates.filter((candidate) => !known.has(candidate));
  if (strange.length > 0) return [cutDifference("no candidates of the whole", [], strange)];
  if (their.candidates.length !== our.candidates.length) {
    return [cutDifference("number of candidates", their.candidates.length, our.candidates.length)];
  }
  return compareSummaries(our, part(ours.whole));
}

function compareSummaries(cut: Part, whole: Part): Difference[] {
  const bad = Object.entries(cut.summaries).filter(
    ([uuid, summary]) => JSON.stringify(whole.summaries[uuid]) !== JSON.stringify(summary),
  );
  if (bad.length > 0) return [cutDifference("summaries", "as in the whole", bad)];
  const missing = cut.candidates.flatMap(providersOf).filter((uuid) => cut.summaries[uuid] === undefined);
  return missing.length > 0 ? [cutDifference("missing summaries", [], missing)] : [];
}

function cutDifference(what: string, theirs: unknown, ours: unknown): Difference {
  return { where: `limit: ${what}`, theirs: shown(theirs), ours: shown(ours) };
}

interface Part {
  readonly candidates: readonly string[];
  readonly summaries: JsonObject;
}

function part(body: Json): Part {
  const { allocation_requests, provider_summaries } = isObject(body) ? body : {};
  return {
    candidates: (Array.isArray(allocation_requests) ? allocation_requests : []).map((one) =>
      JSON.stringify(canonical(one)),
    ),
    summaries: isObject(provider_summaries) ? (canonical(provider_summaries) as JsonObject) : {},
  };
}

function providersOf(candidate: string): string[] {
  const { allocations } = JSON.parse(candidate) as JsonObject;
  if (isObject(allocations)) return Object.keys(allocations);
  return (Array.isArray(allocations) ? allocations : []).flatMap((item) =>
    isObject(item) && isObject(item.resource_provider) ? [String(item.resource_provider.uuid)] : [],
  );
}
