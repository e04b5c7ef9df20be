import { isObject, type Json, type JsonObject } from "../shape/json-schema.ts";

/** Changes each allocation request of a list of candidates. */
export function eachRequest(response: Json, change: (request: JsonObject) => Json): Json {
  if (!isObject(response) || !Array.isArray(response.allocation_requests)) return response;
  const requests = (response.allocation_requests as Json[]).map((one) => (isObject(one) ? change(one) : one));
  return { ...response, allocation_requests: requests };
}

/** Changes each summary of a provider in a list of candidates. */
export function eachSummary(response: Json, change: (summary: JsonObject) => Json): Json {
  if (!isObject(response)) return response;
  const summaries = mapValues(response.provider_summaries, (one) => (isObject(one) ? change(one) : one));
  return { ...response, provider_summaries: summaries };
}

/** Changes each value of a JSON object; no object becomes an empty one. */
export function mapValues(object: Json | undefined, change: (value: Json) => Json): JsonObject {
  if (!isObject(object)) return {};
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
