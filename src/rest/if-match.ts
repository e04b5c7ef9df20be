import { parseEntityTags } from "../transcoder/index.ts";
import type { Plan } from "./plan.ts";
import { neverCurrent } from "./representation/generations.ts";
import type { ParsedBody } from "./request-body.ts";
import { isObject } from "./shape/json-schema.ts";

/**
 * The field of a request that its If-Match header speaks of: undefined where the operation has none, or the header
 * asks for no generation in particular.
 */
export function conditionalField(plan: Plan, ifMatch: string | undefined): string | undefined {
  return ifMatch === undefined || ifMatch.trim() === "*" ? undefined : plan.route.conditions?.matchField;
}

/**
 * A body that says what its request's If-Match header says: the generation may stand in either. Where they differ,
 * where the tag is weak or none of ours, the generation becomes one that nothing ever has: the RPC then refuses the
 * request in its place among all that it checks, not before who calls and what they call is known.
 */
export function withCondition(body: ParsedBody, ifMatch: string, field: string): ParsedBody {
  if (!("json" in body) || !isObject(body.json)) return body;
  const generation = generationOf(ifMatch);
  const said = body.json[field];
  // What is no integer, null included, is refused for that.
  if (said !== undefined && !Number.isInteger(said)) return body;
  const agreed = said === undefined || said === generation ? generation : neverCurrent;
  return { json: { ...body.json, [field]: agreed } };
}

/** The generation in an If-Match header: the only strong tag, if it is a number. */
function generationOf(ifMatch: string): number {
  const tags = parseEntityTags(ifMatch);
  const [tag, ...others] = tags === undefined || tags === "*" ? [] : tags.filter(({ weak }) => !weak);
  if (tag === undefined || others.length > 0 || !/^(?:0|[1-9]\d{0,9})$/.test(tag.text)) return neverCurrent;
  return Number(tag.text);
}
