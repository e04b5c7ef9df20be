/**
 * Looks for requests that the transcoder does not survive, for as long as one likes:
 *   node test/transcoder/fuzz.ts RUNS
 * Each campaign gets so many inputs; requests over a socket a tenth. Ends with the first finding, and how to repeat it.
 */
import { campaigns } from "./fuzz/campaigns.ts";

const runs = Number(process.argv[2] ?? 100_000);
if (!Number.isSafeInteger(runs) || runs <= 0) throw new RangeError("the number of runs is not a number");
for (const { what, run } of campaigns) {
  const numRuns = what.startsWith("requests") ? Math.ceil(runs / 10) : runs;
  const startedMs = performance.now();
  const outcomes = await run(numRuns);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(
    `${numRuns} x ${what}: nothing found in ${seconds} s; ${[...outcomes].sort().join(" ")}\n`,
  );
}
