/** One tag of a condition: what stands between the quotes, decoded, and whether it is only a weak one. */
export interface EntityTag {
  readonly text: string;
  readonly weak: boolean;
}

/** The codings that a response may be sent in, which make tags of their own of one state. */
export type TaggedCoding = "gzip" | "br";

const outsideOfTags = /[^\x21\x23\x24\x26-\x7e]/gu;
const codedEnd = /--(gzip|br)$/;
const tagInList = /[ \t]*(?:(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*)?(?:,|$)/y;

/** The strong entity tag for a text. What can't stand in one is percent-encoded. */
export function printEntityTag(text: string): string {
  const encoded = text.toWellFormed().replace(outsideOfTags, encodeURIComponent);
  // Such an end would read as a coding.
  return `"${encoded.replace(codedEnd, "%2D-$1")}"`;
}

/** The tag of the same state in a coding: RFC 9110 wants tags of different bytes to be different. */
export function codedEntityTag(tag: string, coding: TaggedCoding): string {
  return `${tag.slice(0, -1)}--${coding}"`;
}

/** The tags of an If-Match or If-None-Match header, `*`, or undefined where it is malformed. */
export function parseEntityTags(header: string): readonly EntityTag[] | "*" | undefined {
  if (header.trim() === "*") return "*";
  const tags: EntityTag[] = [];
  tagInList.lastIndex = 0;
  while (tagInList.lastIndex < header.length) {
    const match = tagInList.exec(header);
    if (match === null) return undefined;
    const [, weak, opaque] = match;
    if (opaque !== undefined) tags.push({ text: decodeTag(opaque), weak: weak !== undefined });
  }
  return tags.length === 0 ? undefined : tags;
}

function decodeTag(opaque: string): string {
  const plain = opaque.replace(codedEnd, "");
  try {
    return decodeURIComponent(plain);
  } catch {
    // Not a tag of ours: it matches nothing, as it stands.
    return plain;
  }
}
