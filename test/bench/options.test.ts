import { describe, expect, test } from "vitest";
import { parseOptions } from "./options.ts";

describe("parseOptions()", () => {
  test("measures all rows in five rounds of two seconds by default", () => {
    expect(parseOptions([])).toEqual({
      rows: ["a", "c", "d", "e", "f"],
      effort: { rounds: 5, turnMs: 2000, warmUpMs: 6000, wakeMs: 700 },
      requests: 20_000,
      quick: false,
    });
  });

  test("does less in a quick run, but for what is asked for", () => {
    const { effort, requests } = parseOptions(["--quick", "--seconds", "3"]);
    expect(effort).toEqual({ rounds: 3, turnMs: 3000, warmUpMs: 3000, wakeMs: 700 });
    expect(requests).toBe(5000);
  });

  test("warms up for as long as a turn where turns are long", () => {
    expect(parseOptions(["--seconds", "9"]).effort.warmUpMs).toBe(9000);
  });

  test("takes rows in their own order, and files", () => {
    const options = parseOptions(["--rows", "e,a", "--json", "out.json", "--compare", "base.json"]);
    expect(options).toMatchObject({ rows: ["a", "e"], json: "out.json", compare: "base.json" });
  });

  test.each([
    [["--rows", "a,x"], "no such rows: x"],
    [["--rounds", "0"], "--rounds must be a number above 0"],
    [["--seconds", "soon"], "--seconds must be a number above 0"],
    [["--loud"], "--loud"],
  ])("refuses %j", (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });
});
