import type { Difference } from "./compare/difference.ts";
import { detailOf, errorIn } from "./compare/error.ts";
import type { Case, KnownDifference } from "./known/known-difference.ts";
import type { Request } from "./request.ts";

/** Differences of one kind, with the first one as the example. */
export interface Group {
  readonly signature: string;
  count: number;
  readonly versions: Set<number | undefined>;
  readonly example: Example;
}

/** One difference, and the requests since the last reset that led to it, itself the last. */
export interface Example {
  readonly step: number;
  readonly flaws: readonly string[];
  readonly differences: readonly Difference[];
  readonly theirDetail: string;
  readonly ourDetail: string;
  readonly history: readonly Request[];
}

/** The counts of a run. */
export interface Tally {
  steps: number;
  spoiled: number;
  equal: number;
  /** Of the equal ones, those with an error whose words are the same to the end. */
  equalToTheWord: number;
  resets: number;
  /** Requests that only read the state before a reset; they are no steps. */
  audited: number;
  readonly known: Map<KnownDifference, number>;
  readonly groups: Map<string, Group>;
  /** Steps by operation and status of the real Placement. */
  readonly statuses: Map<string, Map<number, number>>;
}

export function createTally(): Tally {
  return {
    steps: 0,
    spoiled: 0,
    equal: 0,
    equalToTheWord: 0,
    resets: 0,
    audited: 0,
    known: new Map(),
    groups: new Map(),
    statuses: new Map(),
  };
}

export function countStatus(tally: Tally, operation: string, status: number): void {
  const ofOperation = tally.statuses.get(operation) ?? new Map<number, number>();
  ofOperation.set(status, (ofOperation.get(status) ?? 0) + 1);
  tally.statuses.set(operation, ofOperation);
}

/** Counts a difference that nothing known explains. */
export function countDifference(tally: Tally, one: Case, index: number, history: readonly Request[]): Group {
  const signature = signatureOf(one);
  const group = tally.groups.get(signature) ?? {
    signature,
    count: 0,
    versions: new Set(),
    example: exampleOf(one, index, history),
  };
  group.count += 1;
  group.versions.add(one.step.version);
  tally.groups.set(signature, group);
  return group;
}

function exampleOf(one: Case, step: number, history: readonly Request[]): Example {
  return {
    step,
    flaws: one.step.flaws,
    differences: one.differences.slice(0, 5),
    theirDetail: wordsOf(one.theirs),
    ourDetail: wordsOf(one.ours),
    history: [...history],
  };
}

function wordsOf(answer: Case["theirs"]): string {
  return (detailOf(errorIn(answer.json)) || answer.text).slice(0, 500);
}

/** Cases with one signature have one cause, mostly: the operation, what differs, and the words without their facts. */
export function signatureOf({ step, differences, theirs, ours }: Case): string {
  const what = new Set(
    differences.map((one) => {
      if (one.where === "status") {
        return `status ${one.theirs} → ${one.ours}: ${template(wordsOf(theirs))} → ${template(wordsOf(ours))}`;
      }
      return one.where === "detail"
        ? `detail ${template(one.theirs)} → ${template(one.ours)}`
        : one.where.startsWith("header")
          ? `${one.where} ${template(one.theirs)} → ${template(one.ours)}`
          : one.where;
    }),
  );
  return `${step.operation}: ${[...what].sort().slice(0, 3).join("; ")}`;
}

function template(text: string): string {
  return text
    .replaceAll(/[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}/g, "UUID")
    .replaceAll(/'[^']*'/g, "'…'")
    .replaceAll(/CUSTOM_\w+|VCPU|MEMORY_MB|DISK_GB|SRIOV_NET_VF/g, "CLASS")
    .replaceAll(/\d+/g, "N")
    .replaceAll(/^[^|]{20,}\|/g, "… |")
    .slice(0, 110);
}
