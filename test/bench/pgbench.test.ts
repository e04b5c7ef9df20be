import { describe, expect, test } from "vitest";
import { parsePgbench, pgbenchScript, timesOf } from "./pgbench.ts";

describe("pgbenchScript()", () => {
  test("puts values in the places of parameters, also of those with two digits", () => {
    const text = "\n  select $1, $2::int[], $10, $1";
    const values = [":a", "'{1}'", "3", "4", "5", "6", "7", "8", "9", "ten"];
    const script = pgbenchScript({ text }, { setup: ["\\set a 1"], values });
    expect(script).toBe("\\set a 1\nselect :a, '{1}'::int[], ten, :a;\n");
  });

  test("refuses a statement that wants more values than there are", () => {
    const make = () => pgbenchScript({ text: "select $1, $2" }, { setup: [], values: ["1"] });
    expect(make).toThrow("no value for $2");
  });
});

describe("parsePgbench()", () => {
  const output = [
    "number of clients: 8",
    "number of transactions actually processed: 4567",
    "number of failed transactions: 0 (0.000%)",
    "latency average = 1.752 ms",
    "tps = 4566.331 (without initial connection time)",
  ].join("\n");

  test("reads how many transactions there were, and how many a second", () => {
    expect(parsePgbench(output)).toEqual({ transactions: 4567, perSecond: 4566.331 });
  });

  test("refuses a run with failures, or words that it does not know", () => {
    expect(() => parsePgbench(output.replace("transactions: 0", "transactions: 3"))).toThrow("pgbench said");
    expect(() => parsePgbench("connection to server failed")).toThrow("pgbench said");
  });
});

describe("timesOf()", () => {
  test("reads how long transactions took, of all threads", () => {
    const line = (us: number) => `3 17 ${us} 0 1700000000 123456 12`;
    const logs = [`${line(1000)}\n${line(3000)}\n`, `${line(2000)}\n`];
    expect(timesOf(logs)).toEqual({ p50Ms: 2, p99Ms: 3, maxMs: 3 });
  });

  test("knows nothing of no transactions", () => {
    expect(timesOf([""])).toEqual({ p50Ms: Number.NaN, p99Ms: Number.NaN, maxMs: Number.NaN });
  });
});
