import { readFile } from "node:fs/promises";
import type { Outcome, Pair } from "./pair.ts";
import type { Request } from "./request.ts";

/** Requests that end in a difference, as `--examples` writes them. */
export interface Recording {
  readonly signature: string;
  readonly requests: readonly Request[];
}

export async function readRecording(file: string): Promise<Recording> {
  return JSON.parse(await readFile(file, "utf8")) as Recording;
}

/** Sends recorded requests to servers that were emptied, and tells the outcome of each. */
export async function replay(pair: Pair, requests: readonly Request[]): Promise<Outcome[]> {
  await pair.reset();
  const outcomes: Outcome[] = [];
  for (const request of requests) outcomes.push(await pair.send(request));
  return outcomes;
}

/**
 * The fewest of the requests, near enough, after which the last one still differs in the same places. First those
 * are left out that are about other things or change nothing, if that is enough; then halves, quarters and so on, as long as it differs.
 */
export async function minimize(pair: Pair, requests: readonly Request[]): Promise<readonly Request[]> {
  const outcomes = await replay(pair, requests);
  const last = requests.slice(-1);
  const wanted = places(outcomes.at(-1));
  const differs = async (some: readonly Request[]) =>
    places((await replay(pair, [...some, ...last])).at(-1)) === wanted;
  const earlier = requests.slice(0, -1);
  const writes = earlier.filter(({ method }) => method !== "GET");
  const done = earlier.filter(({ method }, index) => method !== "GET" && wasDone(outcomes[index]));
  const near = done.filter((request) => isNear(request, last[0]));
  let kept: readonly Request[] = earlier;
  for (const fewer of [near, done, writes]) {
    if (kept === earlier && (await differs(fewer))) kept = fewer;
  }
  for (let size = Math.max(1, kept.length >> 1); size >= 1; size = size === 1 ? 0 : size >> 1) {
    for (let from = 0; from < kept.length; ) {
      const fewer = [...kept.slice(0, from), ...kept.slice(from + size)];
      if (await differs(fewer)) kept = fewer;
      else from += size;
    }
  }
  return [...kept, ...last];
}

/** Whether a request is about a class, a trait, or something that another one names. */
function isNear(request: Request, other: Request | undefined): boolean {
  const uuids = (one: Request | undefined) =>
    `${one?.target} ${one?.bodyBytes}`.match(/[0-9a-f-]{36}/gi) ?? [];
  const named = new Set(uuids(other));
  return (
    /^\/(traits|resource_classes)/.test(request.target) || uuids(request).some((uuid) => named.has(uuid))
  );
}

function wasDone(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && (outcome.theirs.status < 300 || outcome.ours.status < 300);
}

function places(outcome: Outcome | undefined): string {
  const told = outcome?.differences.map(({ where, theirs, ours }) =>
    where === "status" ? `${where} ${theirs} ${ours}` : where,
  );
  return (told ?? []).join("; ");
}
