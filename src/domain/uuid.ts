const canonical = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Whether a text is a UUID in the one form in which the store keeps it: lower case, with dashes. Anything else
 * names nothing that is stored, however close it looks.
 */
export function isCanonicalUuid(text: string): boolean {
  return canonical.test(text);
}

/**
 * The canonical form of a UUID that may be in upper case or lack its dashes. The shape was checked before: other
 * texts come back as they are.
 */
export function canonicalUuid(text: string): string {
  const hex = text.replaceAll("-", "").toLowerCase();
  if (hex.length !== 32) {
    return text;
  }
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
