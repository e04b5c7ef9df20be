import { parseArgs } from "node:util";
import { newestVersion } from "./pools.ts";

/** What the command line says. */
export interface Arguments {
  readonly ours: string;
  readonly theirs: string;
  readonly steps: number;
  readonly seed: number;
  /** Which operations, by their names. */
  readonly only: RegExp;
  readonly lowestVersion: number;
  readonly highestVersion: number;
  readonly spoiled: number;
  /** A shell command that empties the server of all but standard classes and traits. */
  readonly resetOurs: string;
  readonly resetTheirs: string;
  /** Both servers are reset after this many steps, at the latest: what led to a difference stays short. */
  readonly resetEvery: number;
  readonly json: string | undefined;
  readonly examples: string | undefined;
  readonly replay: string | undefined;
  readonly minimize: boolean;
}

/** Reads the command line; throws with words for its user. */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({ args: [...args], options, strict: true });
  const [low = 0, high = newestVersion] = (values.versions ?? "").split("-").filter(Boolean).map(Number);
  return {
    ours: needed(values.ours, "--ours URL"),
    theirs: needed(values.theirs, "--theirs URL"),
    steps: number(values.steps, "--steps"),
    seed: number(values.seed, "--seed"),
    only: new RegExp(values.only ?? ""),
    lowestVersion: low,
    highestVersion: high,
    spoiled: number(values.spoiled, "--spoiled"),
    resetOurs: needed(values["reset-ours"] ?? process.env.RESET_OURS, "--reset-ours COMMAND"),
    resetTheirs: needed(values["reset-theirs"] ?? process.env.RESET_THEIRS, "--reset-theirs COMMAND"),
    resetEvery: number(values["reset-every"], "--reset-every"),
    json: values.json,
    examples: values.examples,
    replay: values.replay,
    minimize: values.minimize,
  };
}

const options = {
  ours: { type: "string" },
  theirs: { type: "string" },
  steps: { type: "string", default: "2000" },
  seed: { type: "string", default: "1" },
  only: { type: "string" },
  versions: { type: "string" },
  spoiled: { type: "string", default: "0.34" },
  "reset-ours": { type: "string" },
  "reset-theirs": { type: "string" },
  "reset-every": { type: "string", default: "400" },
  json: { type: "string" },
  examples: { type: "string" },
  replay: { type: "string" },
  minimize: { type: "boolean", default: false },
} as const;

function needed(value: string | undefined, name: string): string {
  if (value === undefined || value === "") throw new Error(`${name} is missing`);
  return value;
}

function number(value: string, name: string): number {
  const read = Number(value);
  if (!Number.isFinite(read) || read < 0) throw new Error(`${name} takes a number, not ${value}`);
  return read;
}
