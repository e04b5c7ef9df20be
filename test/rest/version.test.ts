import { describe, expect, test } from "vitest";
import { minorMax, negotiateVersion } from "../../src/rest/version.ts";

/** A header and what it comes to, as the real Placement answers. */
const accepted: readonly (readonly [header: string | undefined, minor: number, why: string])[] = [
  [undefined, 0, "no header"],
  ["", 0, "an empty header"],
  [",", 0, "a list of nothing"],
  ["placement", 0, "no version"],
  ["1.17", 0, "no service"],
  ["compute 2.1", 0, "another service"],
  ["placementx 1.3", 0, "another service whose name begins alike"],
  ["placement:1.3", 0, "another form"],
  ["x placement 1.5", 0, "the service is not the first word"],
  ["placement 1.2", 2, "a version"],
  ["placement 1.39", 39, "the newest"],
  ["placement latest", minorMax, "latest"],
  ["Placement 1.3", 3, "the service in any case"],
  ["PLACEMENT latest", minorMax, "the service in capitals"],
  ["placement 1.10, placement 1.20", 20, "the last of two"],
  ["placement 1.20,placement 1.10", 10, "the last of two, also where it is older"],
  ["placement latest, placement 1.2", 2, "the last of two, also after latest"],
  ["placement bad, placement 1.3", 3, "only the last is read"],
  ["compute 2.1, placement 1.5", 5, "after another service"],
  ["placement 1.5, compute bad", 5, "before another service"],
  ["placement 1.2,, placement 1.3,", 3, "a list with holes"],
  ["  placement \t 1.5  ", 5, "blanks around"],
  ["placement 1. 5", 5, "blanks within, as int() takes them"],
  ["placement +1.2", 2, "a sign"],
  ["placement 01.05", 5, "zeros before"],
  ["placement 1.1_0", 10, "an underscore within"],
  ["placement 1.-0", 0, "minus zero"],
];

const refused: readonly (readonly [header: string, kind: string, asked: string])[] = [
  ["placement 1", "malformed", "1"],
  ["placement 1.2.3", "malformed", "1.2.3"],
  ["placement pony.horse", "malformed", "pony.horse"],
  ["placement 1.a", "malformed", "1.a"],
  ["placement LATEST", "malformed", "LATEST"],
  ["placement 1.5 x", "malformed", "1.5 x"],
  ["placement 1._5", "malformed", "1._5"],
  ["placement 1.3, placement bad", "malformed", "bad"],
  ["placement 1.40", "unacceptable", "1.40"],
  ["placement 0.5", "unacceptable", "0.5"],
  ["placement 2.0", "unacceptable", "2.0"],
  ["placement 1.-2", "unacceptable", "1.-2"],
  ["placement -1.2", "unacceptable", "-1.2"],
  ["placement 1.99999999999999999999999", "unacceptable", "1.99999999999999999999999"],
];

describe("negotiateVersion()", () => {
  test.each(accepted)("reads %j as 1.%i: %s", (header, minor) => {
    expect(negotiateVersion(header)).toEqual({ kind: "version", minor });
    expect(negotiateVersion(header)).toEqual({ kind: "version", minor });
  });

  test.each(refused)("refuses %j as %s", (header, kind, asked) => {
    const words = kind === "malformed" ? "invalid version string" : "Unacceptable version header";
    expect(negotiateVersion(header)).toEqual({ kind, detail: `Invalid microversion: ${words}: ${asked}` });
  });

  test("does not remember without bound", () => {
    for (let i = 0; i < 1000; i++) expect(negotiateVersion(`compute 2.${i}`)).toMatchObject({ minor: 0 });
    expect(negotiateVersion("placement 1.7")).toEqual({ kind: "version", minor: 7 });
  });
});
