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

/** Sends recorded requests to servers that were emptied, and tells the outcome of the last. */
export async function replay(pair: Pair, requests: readonly Request[]): Promise<Outcome | undefined> {
  await pair.reset();
  let last: Outcome | undefined;
  for (const request of requests) last = await pair.send(request);
  return last;
}

/**
 * The fewest of the requests, near enough, after which the last one still differs in the same places: halves,
 * quarters and so on are left out as long as it does.
 */
export async function minimize(pair: Pair, requests: readonly Request[]): Promise<readonly Request[]> {
  const last = requests.slice(-1);
  const wanted = places(await replay(pair, requests));
  const differs = async (some: readonly Request[]) =>
    places(await replay(pair, [...some, ...last])) === wanted;
  let kept: readonly Request[] = requests.slice(0, -1);
  const writes = kept.filter(({ method }) => method !== "GET");
  if (await differs(writes)) kept = writes;
  for (let size = Math.max(1, kept.length >> 1); size >= 1; size = size === 1 ? 0 : size >> 1) {
    for (let from = 0; from < kept.length; ) {
      const fewer = [...kept.slice(0, from), ...kept.slice(from + size)];
      if (await differs(fewer)) kept = fewer;
      else from += size;
    }
  }
  return [...kept, ...last];
}

function places(outcome: Outcome | undefined): string {
  const told = outcome?.differences.map(({ where, theirs, ours }) =>
    where === "status" ? `${where} ${theirs} ${ours}` : where,
  );
  return (told ?? []).join("; ");
}
