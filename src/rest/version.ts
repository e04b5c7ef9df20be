/** The newest microversion is 1.39; the oldest, and the one of requests that ask for none, 1.0. */
export const minorMax = 39;

/** The oldest and newest microversion as texts. */
export const versionBounds = { min_version: "1.0", max_version: `1.${minorMax}` } as const;

/** What a request's version header came to. `minor` is the n of 1.n; `detail` tells what was wrong. */
export type Negotiation =
  | { readonly kind: "version"; readonly minor: number }
  | { readonly kind: "malformed"; readonly detail: string }
  | { readonly kind: "unacceptable"; readonly detail: string };

const oldest: Negotiation = { kind: "version", minor: 0 };

/**
 * Reads the OpenStack-API-Version header: a list of services with the version asked of each, of which the last one
 * for placement counts. Without one, or where it names no version, the request is of version 1.0.
 */
export function negotiateVersion(header: string | undefined): Negotiation {
  if (header === undefined) return oldest;
  const known = negotiated.get(header);
  if (known !== undefined) return known;
  const result = readHeader(header);
  // Clients send a handful of different headers; those who send thousands are not worth remembering.
  if (negotiated.size < negotiatedMax && header.length < 64) negotiated.set(header, result);
  return result;
}

const negotiated = new Map<string, Negotiation>();
const negotiatedMax = 128;

function readHeader(header: string): Negotiation {
  let asked: string | undefined;
  for (const part of header.split(",")) {
    const match = /^placement\s+(.*)$/is.exec(part.trim());
    if (match !== null) asked = match[1]?.trim();
  }
  return asked === undefined ? oldest : readVersion(asked);
}

/** Numbers as Python's int() reads them: that is what Placement accepts. */
const number = /^\s*[+-]?\d+(?:_\d+)*\s*$/;

function readVersion(text: string): Negotiation {
  if (text === "latest") return { kind: "version", minor: minorMax };
  const dot = text.indexOf(".");
  const [major, minor] = [text.slice(0, dot), text.slice(dot + 1)];
  if (dot < 0 || !number.test(major) || !number.test(minor)) {
    return { kind: "malformed", detail: `Invalid microversion: invalid version string: ${text}` };
  }
  const value = integer(minor);
  if (integer(major) === 1 && value >= 0 && value <= minorMax) {
    // Python's -0 is 0, and so must ours be: it becomes part of a header.
    return { kind: "version", minor: value === 0 ? 0 : value };
  }
  return { kind: "unacceptable", detail: `Invalid microversion: Unacceptable version header: ${text}` };
}

function integer(text: string): number {
  return Number(text.replaceAll("_", ""));
}
