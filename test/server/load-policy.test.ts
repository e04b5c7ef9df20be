import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { PolicyError } from "../../src/domain/policy/policy-error.ts";
import { loadPolicy } from "../../src/server/load-policy.ts";

const folder = mkdtempSync(join(tmpdir(), "policy-"));
afterAll(() => rmSync(folder, { recursive: true }));

const list = "placement:traits:list";
const member = { user: "u", project: "p", roles: ["member"] };

function load(text: string) {
  const policyFile = join(folder, "policy.yaml");
  writeFileSync(policyFile, text);
  return loadPolicy({ enforceNewDefaults: true, enforceScope: true, policyFile });
}

describe("loadPolicy()", () => {
  test.each([
    ["YAML", `# members too\n"${list}": "rule:members"\nmembers: role:member # or more\n`],
    ["YAML in lines", `"${list}": >-\n  role:admin\n  or role:member\n`],
    ["lists", `"${list}":\n- - role:member\n  - "project_id:%(project_id)s"\n`],
    ["JSON", JSON.stringify({ [list]: "role:member" })],
  ])("takes rules from %s", (_, text) => {
    expect(load(text).decide(list, member, { project_id: "p" })).toBe("allowed");
  });

  test.each([
    ["nothing", ""],
    ["comments", `# "${list}": "@"\n`],
    ["an empty mapping", "{}"],
  ])("has the default rules with a file of %s", (_, text) => {
    expect(load(text).decide(list, member, {})).toBe("denied");
  });

  test.each([
    ["no YAML", "a: [", "policy.yaml"],
    ["a list", "- role:admin", "no mapping"],
    ["a text", "role", "no mapping"],
    ["a rule twice", `"${list}": "@"\n"${list}": "!"`, "unique"],
    ["a rule without a check", `"${list}":`, list],
    ["a bad check", `"${list}": role`, list],
  ])("refuses a file with %s", (_, text, problem) => {
    expect(() => load(text)).toThrow(PolicyError);
    expect(() => load(text)).toThrow(problem);
  });

  test("refuses a file that isn't there", () => {
    const policyFile = join(folder, "none.yaml");
    const load = () => loadPolicy({ enforceNewDefaults: false, enforceScope: false, policyFile });
    expect(load).toThrow(PolicyError);
    expect(load).toThrow(policyFile);
  });
});
