/**
 * A UUID in the form that the contract has, from any form that Placement takes in queries: with dashes anywhere or
 * without, in either case, in braces, as a URN. Undefined for what is none.
 */
export function uuidFrom(text: string): string | undefined {
  if (text.length > charsMax) return undefined;
  const digits = text
    .replaceAll("urn:", "")
    .replaceAll("uuid:", "")
    .replace(/^[{}]+|[{}]+$/g, "")
    .replaceAll("-", "")
    .toLowerCase();
  const parts = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(digits);
  return parts?.slice(1).join("-");
}

/** Longer than any form of a UUID. */
const charsMax = 128;
