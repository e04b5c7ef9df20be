import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Recording } from "./replay.ts";
import { asCurl, type Request } from "./request.ts";
import type { Group, Tally } from "./tally.ts";

/** The report of a run, for people. */
export function printTally(tally: Tally): string {
  const share = (count: number) => `${count} (${((100 * count) / Math.max(1, tally.steps)).toFixed(2)} %)`;
  const known = [...tally.known].sort(([, a], [, b]) => b - a);
  const groups = [...tally.groups.values()].sort((a, b) => b.count - a.count);
  const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
  return [
    `steps       ${tally.steps}, of them spoiled ${share(tally.spoiled)}; ${tally.resets} resets, ${tally.audited} audits`,
    `equal       ${share(tally.equal)}, to the word ${share(tally.equalToTheWord)}`,
    `known       ${share(sum(known.map(([, count]) => count)))}`,
    ...known.map(
      ([one, count]) => `  ${String(count).padStart(5)}  ${one.name} [${one.judgement}; ${one.source}]`,
    ),
    `different   ${share(sum(groups.map(({ count }) => count)))} in ${groups.length} groups`,
    ...groups.map(printGroup),
    "",
  ].join("\n");
}

/** A group with its example. */
export function printGroup(group: Group): string {
  const { example } = group;
  const last = example.history.at(-1);
  return [
    `  ${String(group.count).padStart(5)}  ${group.signature}  [${versionsOf(group)}]`,
    `         step ${example.step}${example.flaws.length > 0 ? `, spoiled: ${example.flaws.join(", ")}` : ""}`,
    ...(last === undefined ? [] : [`         ${asCurl(last).slice(0, 900)}`]),
    ...example.differences.map((one) => `         ${one.where}: ${one.theirs} → ${one.ours}`),
    `         theirs: ${example.theirDetail.replaceAll("\n", "⏎")}`,
    `         ours:   ${example.ourDetail.replaceAll("\n", "⏎")}`,
  ].join("\n");
}

function versionsOf({ versions }: Group): string {
  const known = [...versions].filter((version) => version !== undefined);
  if (known.length === 0) return "no version";
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return low === high ? `1.${low}` : `1.${low}–1.${high}`;
}

/** The report of a run, for programs. */
export function tallyAsJson(tally: Tally): string {
  const known = [...tally.known].map(([{ name, judgement, source }, count]) => ({
    name,
    judgement,
    source,
    count,
  }));
  const groups = [...tally.groups.values()].map(({ signature, count, versions, example }) => ({
    signature,
    count,
    versions: [...versions].sort(),
    example: { ...example, history: undefined, request: example.history.at(-1) },
  }));
  const statuses = [...tally.statuses].map(([name, counts]) => [name, Object.fromEntries(counts)]);
  return JSON.stringify({ ...tally, known, groups, statuses: Object.fromEntries(statuses) }, null, 2);
}

/** Writes one file a group, to be sent again by `--replay`. */
export async function writeExamples(folder: string, tally: Tally): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [index, { signature, example }] of [...tally.groups.values()].entries()) {
    await writeRecording(join(folder, `${index}.json`), { signature, requests: example.history });
  }
}

export async function writeRecording(file: string, recording: Recording): Promise<void> {
  await writeFile(file, JSON.stringify(recording, null, 1));
}

/** The requests as curl commands. */
export function printRequests(requests: readonly Request[]): string {
  return requests.map(asCurl).join("\n");
}
