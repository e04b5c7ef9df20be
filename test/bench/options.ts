import { parseArgs } from "node:util";
import type { Effort } from "./run-scenes.ts";

/** The groups of rows, by the letters that `--rows` takes. */
export const groupLetters = ["a", "c", "d", "e", "f"] as const;

/** One group of rows. */
export type GroupLetter = (typeof groupLetters)[number];

/**
 * How long each contestant runs at least before it counts, in milliseconds. Node's compilers are done with a server
 * only after some ten thousand requests: a write takes three times as much processor time before as after.
 */
const WARM_UP_MS = 6000;

/** How long each runs before its turn at most, in milliseconds. */
const WAKE_MS = 700;

/** What a run is to do. */
export interface BenchOptions {
  readonly rows: readonly GroupLetter[];
  readonly effort: Effort;
  /** Requests that are to show that memory does not grow. */
  readonly requests: number;
  readonly quick: boolean;
  /** Where to write the results. */
  readonly json?: string;
  /** Results of another run to compare with. */
  readonly compare?: string;
}

/** How the command is used. */
export const usage = `usage: npm run bench -- [--rows a,c,d,e,f] [--rounds 5] [--seconds 2] [--requests 20000] [--quick]
                         [--json OUT.json] [--compare BASE.json]
  a  what clients ask most, by REST and gRPC, beside PostgreSQL alone (pgbench), Placement, and two workers
  c  serving by echo, beside grpc-js, node:http, Fastify and connect-node
  d  searches and writes among 1,000, 10,000 and 100,000 providers, with 10 and 1,000 allocations each
  e  wide and nested trees
  f  start, memory, and steadiness at half of the peak`;

/** Reads the command line. Throws with what is wrong. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: "string", default: groupLetters.join(",") },
      rounds: { type: "string" },
      seconds: { type: "string" },
      requests: { type: "string" },
      quick: { type: "boolean", default: false },
      json: { type: "string" },
      compare: { type: "string" },
    },
  });
  const { quick } = values;
  const turnMs = 1000 * positive("seconds", values.seconds ?? (quick ? "0.4" : "2"));
  return {
    rows: parseRows(values.rows),
    effort: {
      rounds: Math.ceil(positive("rounds", values.rounds ?? (quick ? "3" : "5"))),
      turnMs,
      warmUpMs: quick ? turnMs : Math.max(turnMs, WARM_UP_MS),
      wakeMs: Math.min(turnMs, WAKE_MS),
    },
    requests: positive("requests", values.requests ?? (quick ? "5000" : "20000")),
    quick,
    ...(values.json === undefined ? {} : { json: values.json }),
    ...(values.compare === undefined ? {} : { compare: values.compare }),
  };
}

function parseRows(text: string): GroupLetter[] {
  const wanted = text.split(",");
  const unknown = wanted.filter((letter) => !groupLetters.some((known) => known === letter));
  if (unknown.length > 0) throw new Error(`--rows: no such rows: ${unknown.join(", ")}`);
  return groupLetters.filter((letter) => wanted.includes(letter));
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < Number.POSITIVE_INFINITY))
    throw new Error(`--${name} must be a number above 0, not ${text}`);
  return value;
}
