import { readFileSync, writeFileSync } from "node:fs";
import { compareFigures } from "./compare.ts";
import { type MachineFacts, readMachineFacts } from "./machine-facts.ts";
import { type BenchOptions, type GroupLetter, parseOptions, usage } from "./options.ts";
import { apiScenes } from "./rows/api.ts";
import { echoScenes } from "./rows/echo.ts";
import { processScenes } from "./rows/process.ts";
import { scaleScenes } from "./rows/scale.ts";
import { treeScenes } from "./rows/trees.ts";
import { type Figure, runScenes, type SceneResult } from "./run-scenes.ts";
import type { Scene } from "./scene.ts";
import { Stage } from "./stage.ts";
import { comparisonTable, figuresTable, standingsTable } from "./table.ts";
import { targetsWithout } from "./targets.ts";

// `npm run bench`: measures what README's section on performance tells of. Words about the progress go to standard
// error, tables to standard output.

/** What is written to the file of `--json`, and read from that of `--compare`. */
interface Results {
  readonly machine: MachineFacts;
  readonly effort: BenchOptions["effort"];
  /** What else a reader of the figures must know. */
  readonly notes: readonly string[];
  readonly scenes: readonly SceneResult[];
}

const groups: Record<GroupLetter, (stage: Stage, note: (line: string) => void) => Promise<Scene[]>> = {
  a: apiScenes,
  c: echoScenes,
  d: scaleScenes,
  e: treeScenes,
  f: processScenes,
};

async function bench(options: BenchOptions): Promise<Results> {
  const notes: string[] = [];
  const note = (line: string) => {
    notes.push(line);
    say(line);
  };
  const stage = await Stage.open(options);
  try {
    const machine = await readMachineFacts(stage.adminUrl);
    say(Object.values(machine).join(", "));
    const scenes: SceneResult[] = [];
    for (const letter of options.rows) {
      say(`rows ${letter}: preparing`);
      try {
        scenes.push(...(await runScenes(await groups[letter](stage, note), options.effort, say)));
      } catch (error) {
        // The other rows are still worth their time.
        note(`FAILED: rows ${letter}: ${error instanceof Error ? error.stack : String(error)}`);
        process.exitCode = 1;
      }
      await stage.endGroup();
    }
    for (const line of notMeasured(scenes)) note(line);
    for (const id of targetsWithout(figuresOf(scenes), options.rows))
      note(`NO FIGURE for the target of ${id}`);
    return { machine, effort: options.effort, notes, scenes };
  } finally {
    await stage.close();
  }
}

/** Who was not measured and why, with the rows: each reason once. */
function notMeasured(scenes: readonly SceneResult[]): string[] {
  const rows = new Map<string, string[]>();
  for (const { id, contestants } of scenes) {
    for (const { name, notMeasured: reason } of contestants) {
      if (reason === undefined) continue;
      const line = `NOT MEASURED, ${name}: ${reason}`;
      rows.set(line, [...(rows.get(line) ?? []), id]);
    }
  }
  return [...rows].map(([line, ids]) => `${line} (${ids.join(", ")})`);
}

function print({ machine, notes, scenes }: Results): void {
  const facts = Object.entries(machine).map(([name, value]) => `${name} ${value}`);
  const parts = [facts.join(", "), standingsTable(scenes), figuresTable(figuresOf(scenes)), notes.join("\n")];
  process.stdout.write(`${parts.join("\n\n")}\n`);
}

/** Prints how figures went since another run; true if none is slower. */
function compare(path: string, now: Results): boolean {
  const base = JSON.parse(readFileSync(path, "utf8")) as Results;
  const comparisons = compareFigures(figuresOf(base.scenes), figuresOf(now.scenes));
  process.stdout.write(`\nagainst ${path} (${base.machine.commit}, ${base.machine.date}):\n\n`);
  process.stdout.write(`${comparisonTable(comparisons)}\n`);
  return !comparisons.some(({ verdict }) => verdict === "slower");
}

function figuresOf(scenes: readonly SceneResult[]): Figure[] {
  return scenes.flatMap(({ figures }) => figures);
}

function say(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}

function readOptions(): BenchOptions | undefined {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    say(`${(error as Error).message}\n${usage}`);
    return undefined;
  }
}

const options = readOptions();
if (options === undefined) process.exitCode = 2;
else {
  const results = await bench(options);
  print(results);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, undefined, 1)}\n`);
  const failed = results.scenes.some(({ contestants }) => contestants.some(isFailed));
  const unslowed = options.compare === undefined || compare(options.compare, results);
  if (failed || !unslowed) process.exitCode = 1;
}

/** True for a contestant that was there and did not do what it was asked. */
function isFailed({ notMeasured }: { notMeasured?: string }): boolean {
  return notMeasured?.startsWith("failed: ") ?? false;
}
