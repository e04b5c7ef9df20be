import { readFileSync } from "node:fs";
import { Code } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { ErrorReasonSchema } from "../../../src/gen/placement/v1/error_reason_pb.ts";
import { codeByReason } from "../../../src/server/errors/code-by-reason.ts";
import { codeName } from "../../../src/server/errors/code-name.ts";

const prefix = "ERROR_REASON_";
const contract = new URL("../../../proto/placement/v1/error_reason.proto", import.meta.url);

/** The codes that the contract's comments name, by reason. */
function documentedCodes(): Record<string, string> {
  const codes = new Set(
    Object.values(Code)
      .filter((code) => typeof code === "number")
      .map(codeName),
  );
  const values = readFileSync(contract, "utf8").matchAll(/((?:^ *\/\/.*\n)+) *ERROR_REASON_(\w+) = [1-9]/gm);
  return Object.fromEntries(
    [...values].map(([, comment, reason]) => {
      const words = comment!.replace(/^ *\/\/ ?/gm, "").match(/\b[A-Z][A-Z_]+\b/g) ?? [];
      return [reason!, words.find((word) => codes.has(word)) ?? "none"];
    }),
  );
}

describe("codeByReason", () => {
  // The table is total over Reason, by its type: equal names here make Reason mirror the contract.
  test("has exactly the contract's reasons", () => {
    const names = ErrorReasonSchema.values.filter(({ number }) => number !== 0).map(({ name }) => name);
    expect(Object.keys(codeByReason).map((reason) => prefix + reason)).toStrictEqual(names);
  });

  test("has the code that the contract's comment names for each", () => {
    const table = Object.entries(codeByReason).map(([reason, code]) => [reason, codeName(code)]);
    expect(Object.fromEntries(table)).toStrictEqual(documentedCodes());
  });
});

describe("codeName()", () => {
  test("spells codes as gRPC does", () => {
    expect(codeName(Code.NotFound)).toBe("NOT_FOUND");
    expect(codeName(Code.Canceled)).toBe("CANCELLED");
    expect(codeName(99 as Code)).toBe("99");
  });
});
