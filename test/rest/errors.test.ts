import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { usualRefusals } from "../../src/rest/errors.ts";

const contract = new URL("../../proto/placement/v1/error_reason.proto", import.meta.url);

/** What the contract's comments say of REST, by reason: `409 placement.duplicate_name`. */
function documentedRefusals(): Record<string, string> {
  const values = readFileSync(contract, "utf8").matchAll(/((?:^ *\/\/.*\n)+) *ERROR_REASON_(\w+) = [1-9]/gm);
  return Object.fromEntries(
    [...values].map(([, comment = "", reason = ""]) => {
      const words = comment.replaceAll(/\n? *\/\/ ?/g, " ");
      const [, status, code] = /REST: (\d+)(?: `(placement\.[a-z_.]+)`)?/.exec(words) ?? [];
      return [reason, code === undefined ? `${status}` : `${status} ${code}`];
    }),
  );
}

describe("usualRefusals", () => {
  test("have the status and code that the contract's comments name", () => {
    const table = Object.entries(usualRefusals).map(([reason, refusal]) => {
      const code = "code" in refusal ? ` ${refusal.code}` : "";
      return [reason, `${refusal.status}${code}`];
    });
    expect(Object.fromEntries(table)).toStrictEqual(documentedRefusals());
  });
});
