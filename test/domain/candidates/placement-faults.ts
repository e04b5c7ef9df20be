import type { ProviderRow } from "../../../src/domain/candidates/build-forest.ts";
import { SHARING_TRAIT } from "../../../src/domain/candidates/forest.ts";
import type { CandidateRequest } from "../../../src/domain/candidates/request.ts";

interface Answer {
  readonly candidates: readonly string[];
}

/**
 * Which of Placement's faults explains that it answers otherwise, or undefined. Each is claimed as narrowly as it
 * can be, by what it does to the set of candidates, not only by when it may strike. Seen on 8.0.0.
 */
export function faultOf(request: CandidateRequest, theirs: Answer, mine: Answer): string | undefined {
  const markers = request.groups.filter((group) => group.resources.size === 0);
  const plain = markers.some((group) => group.requiredTraits.length + group.memberOf.length === 0);
  if (plain && theirs.candidates.length === 0) {
    return "fault: a group without resources that asks for no trait or aggregate matches nothing";
  }
  if (markers.some((group) => group.inTree !== undefined) && isWithin(mine.candidates, theirs.candidates)) {
    return "fault: in_tree is ignored for groups without resources";
  }
  const mixed = request.groups.length > 1 && request.groups.some((group) => group.suffix === "");
  if (mixed && isWithin(theirs.candidates, mine.candidates)) {
    return "fault: candidates are lost where the unsuffixed group is served by sharing providers alone";
  }
  const classes = request.groups.flatMap((group) => [...group.resources.keys()]);
  const repeated = request.groupPolicy === "isolate" && new Set(classes).size < classes.length;
  if (repeated && isWithin(theirs.candidates.map(mappingsIn), mine.candidates.map(mappingsIn))) {
    return "fault: amounts are summed in objects that candidates share";
  }
  return undefined;
}

/** Why Placement itself fails on a request, or undefined. */
export function failureOf(
  rows: readonly ProviderRow[],
  request: CandidateRequest,
  detail: string,
): string | undefined {
  if (rows.some((row) => row.parentUuid !== undefined && row.traits.includes(SHARING_TRAIT))) {
    return "fault: 500 where a child provider shares";
  }
  const forbids = request.groups.some((group) => group.suffix === "" && group.forbiddenTraits.length > 0);
  return forbids && detail.includes("trait_id IN")
    ? "fault: 500 on PostgreSQL where the unsuffixed group forbids traits"
    : undefined;
}

function isWithin(some: readonly string[], all: readonly string[]): boolean {
  return some.every((one) => all.includes(one));
}

function mappingsIn(printed: string): string {
  return printed.slice(printed.indexOf("["));
}
