import type { ConditionHeaders, ConditionOutcome } from "./conditions.ts";
import { parseEntityTags } from "./entity-tag.ts";

/** Compares the tag of what a GET shows with its conditions, in the order of RFC 9110, section 13.2.2. */
export function compareTags(etag: string | undefined, headers: ConditionHeaders): ConditionOutcome {
  const { "if-match": ifMatch, "if-none-match": ifNoneMatch } = headers;
  const [own] = ownTag(etag);
  if (ifMatch !== undefined) {
    const tags = parseEntityTags(ifMatch);
    if (tags === undefined) return { malformed: "if-match" };
    const matches = tags === "*" || tags.some(({ text, weak }) => !weak && text === own?.text);
    if (!matches) return { failed: "if-match" };
  }
  if (ifNoneMatch === undefined) return "holds";
  const tags = parseEntityTags(ifNoneMatch);
  if (tags === undefined) return { malformed: "if-none-match" };
  return tags === "*" || tags.some(({ text }) => text === own?.text) ? "not-modified" : "holds";
}

function ownTag(etag: string | undefined) {
  const tags = etag === undefined ? undefined : parseEntityTags(etag);
  return tags === undefined || tags === "*" ? [] : tags;
}
