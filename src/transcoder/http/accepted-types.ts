import type { Route } from "../route.ts";
import type { HttpFailure } from "./http-failure.ts";
import { type Preference, parseQualityList } from "./quality-list.ts";
import { type StreamType, streamTypes } from "./stream-form.ts";

const json = "application/json";
const problem = "application/problem+json";
const noJson: HttpFailure = { kind: "not-acceptable", types: [json] };
const noStreamType: HttpFailure = { kind: "not-acceptable", types: streamTypes };

/** Says so where a client takes nothing that a route answers with. */
export function unacceptable(route: Route, accept: string | undefined): HttpFailure | undefined {
  // What a body of another kind is, only the answer tells.
  if (route.toRawBody !== undefined) return undefined;
  if (route.stream) return streamType(accept) === undefined ? noStreamType : undefined;
  return acceptsJson(accept) ? undefined : noJson;
}

/** The type of a stream of messages that a client likes best; undefined where it takes none. */
export function streamType(accept: string | undefined): StreamType | undefined {
  return bestType(accept, streamTypes);
}

/** Whether a client takes JSON. One whose Accept header can't be understood takes anything. */
function acceptsJson(accept: string | undefined): boolean {
  if (accept === undefined || accept === "*/*" || accept === json) return true;
  const preferences = parseQualityList(accept);
  return preferences.length === 0 || qualityOf(preferences, json) > 0;
}

/**
 * Whether a client wants errors as RFC 9457 has them: it has to say so by name, as everybody takes JSON of any
 * kind, and not to like plain JSON better.
 */
export function prefersProblem(accept: string | undefined): boolean {
  if (accept === undefined || !accept.toLowerCase().includes(problem)) return false;
  const preferences = parseQualityList(accept);
  const named = preferences.find(({ name }) => name === problem);
  return named !== undefined && named.quality > 0 && named.quality >= qualityOf(preferences, json);
}

/**
 * Which of some types a client likes best: among those that it likes alike, one that it names goes before one that is
 * only among what it takes, and then the first. Undefined where it takes none; the first where it says nothing.
 */
function bestType<T extends string>(accept: string | undefined, types: readonly T[]): T | undefined {
  const preferences = parseQualityList(accept ?? "");
  if (preferences.length === 0) return types[0];
  let best: { readonly type: T; readonly quality: number; readonly isNamed: boolean } | undefined;
  for (const type of types) {
    const quality = qualityOf(preferences, type);
    const isNamed = preferences.some(({ name }) => name === type);
    const isBetter =
      best === undefined || quality > best.quality || (quality === best.quality && isNamed && !best.isNamed);
    if (quality > 0 && isBetter) best = { type, quality, isNamed };
  }
  return best?.type;
}

/** The quality of what matches most exactly; 0 where nothing does. */
function qualityOf(preferences: readonly Preference[], type: string): number {
  const ranges = [type, `${type.split("/")[0]}/*`, "*/*"];
  for (const range of ranges) {
    const found = preferences.find(
      ({ name, isNarrower }) => name === range && (!isNarrower || range === type),
    );
    if (found !== undefined) return found.quality;
  }
  return 0;
}
