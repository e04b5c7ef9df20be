import { canonical } from "../compare/body.ts";
import { isObject, type Json } from "../json.ts";
import type { Case } from "./known-difference.ts";

/** What a request for candidates asks for in all, by class. */
export interface Asked {
  readonly suffixes: readonly string[];
  /** The sum over all groups. */
  readonly totals: ReadonlyMap<string, number>;
  /** Whether one class is in several groups. */
  readonly repeated: boolean;
}

/** Reads the groups of a request that was accepted. */
export function askedIn({ step }: Case): Asked {
  const [, query = ""] = step.request.target.split("?");
  const groups = new Map([...new URLSearchParams(query)].filter(([key]) => key.startsWith("resources")));
  const totals = new Map<string, number>();
  let repeated = false;
  for (const value of groups.values()) {
    const ofGroup = new Map(value.split(",").map((item) => item.split(":") as [string, string]));
    for (const [name, amount] of ofGroup) {
      repeated ||= totals.has(name);
      totals.set(name, (totals.get(name) ?? 0) + Number(amount));
    }
  }
  return { suffixes: [...groups.keys()].map((key) => key.slice("resources".length)), totals, repeated };
}

/** The candidates of both sides, each as its canonical text. */
export function candidatesOf({ theirs, ours }: Case): Record<"theirs" | "ours", string[]> {
  return { theirs: candidatesIn(theirs.json), ours: candidatesIn(ours.json) };
}

function candidatesIn(body: Json | undefined): string[] {
  const requests = isObject(body) ? body.allocation_requests : undefined;
  return (Array.isArray(requests) ? requests : []).map((one) => JSON.stringify(canonical(one)));
}

/** Whether a candidate allocates what was asked for, no more and no less. */
export function isWhole(candidate: string, { totals }: Asked): boolean {
  const sums = new Map<string, number>();
  for (const resources of resourcesIn(JSON.parse(candidate) as Json)) {
    for (const [name, amount] of Object.entries(resources)) {
      sums.set(name, (sums.get(name) ?? 0) + Number(amount));
    }
  }
  return sums.size === totals.size && [...totals].every(([name, total]) => sums.get(name) === total);
}

function resourcesIn(candidate: Json): Record<string, Json>[] {
  const allocations = isObject(candidate) ? candidate.allocations : undefined;
  const items = Array.isArray(allocations)
    ? allocations
    : isObject(allocations)
      ? Object.values(allocations)
      : [];
  return items.flatMap((item) => (isObject(item) && isObject(item.resources) ? [item.resources] : []));
}

/** Whether all of some are among others. */
export function isWithin(some: readonly string[], others: readonly string[]): boolean {
  const known = new Set(others);
  return some.every((one) => known.has(one));
}
