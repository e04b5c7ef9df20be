import { type Preference, parseQualityList } from "./quality-list.ts";

const json = "application/json";
const problem = "application/problem+json";

/** Whether a client takes JSON. One whose Accept header can't be understood takes anything. */
export function acceptsJson(accept: string | undefined): boolean {
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

/** The quality of what matches most exactly; 0 where nothing does. */
function qualityOf(preferences: readonly Preference[], type: string): number {
  const ranges = [type, `${type.split("/")[0]}/*`, "*/*"];
  for (const range of ranges) {
    const found = preferences.find(
      ({ name, isNarrower }) => name === range && (!isNarrower || range === json),
    );
    if (found !== undefined) return found.quality;
  }
  return 0;
}
