import { isObject, type Json } from "../json.ts";
import { type Difference, shown } from "./difference.ts";

/** Compares bodies by value: numbers by what they are worth, arrays without their order but for `ordered` ones. */
export function compareBodies(theirs: Json, ours: Json): Difference[] {
  return compare(canonical(theirs), canonical(ours), "");
}

/** Arrays in which Placement's order is one that clients see documented. */
const ordered: ReadonlySet<string> = new Set(["links", "versions", "errors"]);

/** The value with its arrays sorted and its keys in order, so that equal values print alike. */
export function canonical(value: Json, key = ""): Json {
  if (Array.isArray(value)) {
    const items = value.map((item) => canonical(item));
    return ordered.has(key) ? items : items.sort((a, b) => compareText(JSON.stringify(a), JSON.stringify(b)));
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, canonical(inner, name)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => compareText(a, b)));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compare(theirs: Json | undefined, ours: Json | undefined, path: string): Difference[] {
  if (JSON.stringify(theirs) === JSON.stringify(ours)) return [];
  if (isObject(theirs) && isObject(ours)) {
    const keys = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
    return [...keys].flatMap((key) => compare(theirs[key], ours[key], `${path}/${general(key)}`));
  }
  if (Array.isArray(theirs) && Array.isArray(ours)) return compareItems(theirs, ours, path);
  return [{ where: `body ${path}`, theirs: shown(theirs), ours: shown(ours) }];
}

/** Tells which items only one side has; items of equal number are compared one by one, which tells more. */
function compareItems(theirs: Json[], ours: Json[], path: string): Difference[] {
  const only = (some: Json[], others: Json[]) => {
    const known = new Set(others.map((other) => JSON.stringify(other)));
    return some.filter((one) => !known.has(JSON.stringify(one)));
  };
  const [theirOnly, ourOnly] = [only(theirs, ours), only(ours, theirs)];
  if (theirOnly.length === ourOnly.length && theirOnly.every(isObject) && theirOnly.length > 0) {
    return theirOnly.flatMap((one, index) => compare(one, ourOnly[index], `${path}/*`)).slice(0, 4);
  }
  return [{ where: `body ${path}`, theirs: `only ${shown(theirOnly)}`, ours: `only ${shown(ourOnly)}` }];
}

/** Keys that are UUIDs stand for any. */
function general(key: string): string {
  return /^[0-9a-f-]{36}$/.test(key) ? "UUID" : key;
}
