/*
 * Sends the same random requests to a real Placement and to placementd, and compares the answers.
 *
 *     node test/conformance/differential/main.ts --ours URL --theirs URL --steps N --seed S \
 *       --reset-ours COMMAND --reset-theirs COMMAND
 *
 * Both servers should be for this alone: the commands empty them of all but the standard classes and traits, before
 * the run, whenever their states may have parted, and every 400 steps (`--reset-every`). They can also come as
 * RESET_OURS and RESET_THEIRS. For placementd: `DATABASE_URL=… node test/conformance/reset.ts`.
 *
 * A step is one request: any of the 36 operations, at any microversion from 1.0 to 1.39, over small pools of UUIDs and
 * names so that requests meet. A third (`--spoiled`) is malformed. Status, the headers that clients rely on, and the
 * body are compared: arrays without order, results cut by `limit` as parts of the whole, errors by their first
 * sentence. Before a reset the whole state of both is read and compared, too. Same servers, same seed: same steps.
 *
 *     --only '^GET|/traits$'          operations whose names (`PUT /traits/{name}`) match
 *     --versions 28-39               microversions
 *     --json FILE                    the counts for programs
 *     --examples FOLDER              one file for each kind of difference, with the requests that led to it
 *     --replay FILE [--minimize]     sends such a file again; leaves out what the difference does not need
 *
 * Differences that known/index.ts explains are counted apart, each with its judgement. The exit code is 1 where
 * others remain.
 */
import { writeFile } from "node:fs/promises";
import { type Arguments, readArguments } from "./arguments.ts";
import { connectPair, type Pair } from "./pair.ts";
import { minimize, readRecording, replay } from "./replay.ts";
import {
  printGroup,
  printRequests,
  printTally,
  tallyAsJson,
  writeExamples,
  writeRecording,
} from "./report.ts";
import { run } from "./run.ts";
import { operations } from "./steps/index.ts";

const options = readArguments(process.argv.slice(2));
const pair = connectPair(options);
try {
  process.exitCode = await (options.replay === undefined
    ? compare(pair, options)
    : replayFile(pair, options.replay, options.minimize));
} finally {
  pair.close();
}

async function compare(
  servers: Pair,
  { only, steps, seed, resetEvery, ...rest }: Arguments,
): Promise<number> {
  const chosen = operations.filter(({ name }) => only.test(name));
  const tally = await run(servers, {
    mix: { operations: chosen, ...rest },
    steps,
    seed,
    resetEvery,
    report: (group) => console.error(`new: ${printGroup(group).trimStart()}`),
  });
  console.log(printTally(tally));
  if (rest.json !== undefined) await writeFile(rest.json, tallyAsJson(tally));
  if (rest.examples !== undefined) await writeExamples(rest.examples, tally);
  return tally.groups.size === 0 ? 0 : 1;
}

async function replayFile(servers: Pair, file: string, fewer: boolean): Promise<number> {
  const recording = await readRecording(file);
  const requests = fewer ? await minimize(servers, recording.requests) : recording.requests;
  if (fewer) await writeRecording(file, { ...recording, requests });
  const outcome = (await replay(servers, requests)).at(-1);
  console.log(printRequests(requests));
  for (const side of ["theirs", "ours"] as const) {
    console.log(`\n${side}: ${outcome?.[side].status} ${outcome?.[side].text}`);
  }
  for (const { where, theirs, ours } of outcome?.differences ?? []) {
    console.log(`${where}: ${theirs} → ${ours}`);
  }
  return outcome === undefined || outcome.differences.length === 0 ? 0 : 1;
}
