import { describe, expect, test } from "vitest";
import { CheckSyntaxError } from "../../../src/domain/policy/check-syntax-error.ts";
import { parseCheck } from "../../../src/domain/policy/parse-check.ts";
import { showCheck } from "./show-check.ts";

describe("parseCheck()", () => {
  test.each([
    ["", "always"],
    ["@", "always"],
    ["!", "never"],
    ["role:admin", "role:admin"],
    ["  role:admin\n", "role:admin"],
    ["rule:a:b", "rule:a:b"],
    ["role:a and role:b", "all[role:a role:b]"],
    ["role:a or role:b and role:c", "any[role:a all[role:b role:c]]"],
    ["role:a and role:b or role:c", "any[all[role:a role:b] role:c]"],
    ["role:a or role:b or role:c", "any[role:a role:b role:c]"],
    ["(role:a or role:b) and role:c", "all[any[role:a role:b] role:c]"],
    ["((role:a))", "role:a"],
    ["( role:a OR ( role:b And NOT role:c ) )", "any[role:a all[role:b not[role:c]]]"],
    ["not role:a and role:b", "all[not[role:a] role:b]"],
    ["not not role:a", "not[not[role:a]]"],
    ["not (role:a or @)", "not[any[role:a always]]"],
    ["project_id:%(project_id)s", "project_id=<project_id>"],
    ["(user_id:%(user_id)s)", "user_id=<user_id>"],
    ["project_id:p-%(project_id)s-%%", "project_id=p-<project_id>-%"],
    ["role:%(project_id)s_admin", "role:<project_id>_admin"],
    ["is_admin_project:True", "is_admin_project=True"],
    ["system_scope:all", "system_scope=all"],
    ["user_id:", "user_id="],
    ["'demo':%(user_id)s", '"demo"=<user_id>'],
    ['"demo":%(user_id)s', '"demo"=<user_id>'],
    ["None:%(project_id)s", '"None"=<project_id>'],
    ["-1.5:%(project_id)s", '"-1.5"=<project_id>'],
  ])("understands %j as %s", (text, shown) => {
    expect(showCheck(parseCheck(text))).toBe(shown);
  });

  test.each([
    [[], "always"],
    [["role:a"], "any[all[role:a]]"],
    [
      ["role:a", ["role:b", "project_id:%(project_id)s"]],
      "any[all[role:a] all[role:b project_id=<project_id>]]",
    ],
    [[[]], "any[]"],
  ])("understands the list %j as %s", (list, shown) => {
    expect(showCheck(parseCheck(list))).toBe(shown);
  });

  test.each<[unknown, string]>([
    [" ", "a check is wanted where the end is"],
    ["admin", '"admin" is not a check'],
    ["role:a role:b", 'the end is wanted where "role:b" is'],
    ["role:a and", "a check is wanted where the end is"],
    ["or role:a", 'a check is wanted where "or" is'],
    ["(role:a", '")" is wanted where the end is'],
    ["role:a)", 'the end is wanted where ")" is'],
    ["()", 'a check is wanted where ")" is'],
    ["role:a and or role:b", 'a check is wanted where "or" is'],
    ["tenant:%(project_id)s", 'callers have no attribute "tenant"'],
    ["constructor:x", 'callers have no attribute "constructor"'],
    [":x", 'callers have no attribute ""'],
    ["http://example.org/%(name)s", "other servers can't be asked"],
    ["project_id:%(target.project.id)s", 'requests have no "target.project.id" to compare with'],
    ["project_id:100%", '"%" must be written "%%"'],
    ["project_id:%(project_id)d", '"%" must be written "%%"'],
    [null, "a check is a text"],
    [true, "a check is a text"],
    [{ role: "admin" }, "a check is a text"],
    [[1], "a list of checks holds texts"],
    [["role:a and role:b", "nonsense"], '"nonsense" is not a check'],
  ])("refuses %j: %s", (source, message) => {
    const parse = () => parseCheck(source);
    expect(parse).toThrow(CheckSyntaxError);
    expect(parse).toThrow(message);
  });
});
