import { describe, expect, test } from "vitest";
import type { Target } from "../../../src/domain/policy/check.ts";
import { createPolicy, type PolicyOptions } from "../../../src/domain/policy/create-policy.ts";
import { defaultRules } from "../../../src/domain/policy/default-rules.ts";
import { PolicyError } from "../../../src/domain/policy/policy-error.ts";
import type { Principal } from "../../../src/domain/policy/principal.ts";

const legacy = { enforceNewDefaults: false, enforceScope: false };
const secure = { enforceNewDefaults: true, enforceScope: true };

/** Callers by the names that the table below has for them. */
const callers: Record<string, Principal> = {
  admin: { user: "u", project: "p", roles: ["admin", "member", "reader"] },
  service: { user: "u", project: "services", roles: ["service"] },
  reader: { user: "u", project: "p", roles: ["reader"] },
  "reader elsewhere": { user: "u", project: "q", roles: ["reader"] },
  nobody: { user: "u", project: "p", roles: [] },
  "system admin": { user: "u", systemScope: "all", roles: ["admin", "member", "reader"] },
  "domain admin": { user: "u", project: "p", domain: "d", roles: ["admin"] },
};

const list = "placement:resource_providers:list";
const reshape = "placement:reshaper:reshape";
const usages = "placement:usages";

function decide(options: PolicyOptions, rule: string, caller: string, target: Target = { project_id: "p" }) {
  return createPolicy(options).decide(rule, callers[caller] ?? callers.nobody!, target);
}

describe("the default rules", () => {
  test.each([
    //                        legacy                 secure
    //                    list     reshape  usages  list     reshape  usages
    ["admin", "            allowed allowed allowed allowed denied allowed"],
    ["service", "          allowed allowed allowed allowed allowed allowed"],
    ["reader", "           denied  denied  allowed denied  denied allowed"],
    ["reader elsewhere", " denied  denied  denied  denied  denied denied"],
    ["nobody", "           denied  denied  denied  denied  denied denied"],
    ["system admin", "     allowed allowed allowed scope   scope  scope"],
    ["domain admin", "     allowed allowed allowed scope   scope  scope"],
  ])("for %s of list, reshape, usages, legacy and secure: %s", (caller, decisions) => {
    const decided = [legacy, secure].flatMap((options) =>
      [list, reshape, usages].map((rule) => decide(options, rule, caller)),
    );
    expect(decided.join(" ")).toBe(decisions.trim().replaceAll(/ +/g, " "));
  });

  test("are for projects' tokens alone, all that operations have", () => {
    const ofOperations = [...defaultRules].filter(([name]) => name.startsWith("placement:"));
    expect(ofOperations).toHaveLength(33);
    for (const [name] of ofOperations) expect(decide(secure, name, "system admin")).toBe("scope");
  });

  test("take scopes for nothing as long as they are not enforced", () => {
    expect(decide({ ...secure, enforceScope: false }, list, "system admin")).toBe("allowed");
  });
});

describe("overrides", () => {
  const decideWith = (
    check: unknown,
    principal: Principal,
    target: Target = { project_id: "p", user_id: "u" },
  ) => createPolicy({ ...legacy, overrides: { [list]: check } }).decide(list, principal, target);
  const user: Principal = { user: "u", project: "p", roles: ["Member", "reader"] };

  test.each<[string, Principal, "allowed" | "denied"]>([
    ["@", user, "allowed"],
    ["!", user, "denied"],
    ["role:member", user, "allowed"],
    ["role:READER", user, "allowed"],
    ["role:read", user, "denied"],
    ["roles:reader", user, "allowed"],
    ["roles:READER", user, "denied"],
    ["project_id:%(project_id)s", user, "allowed"],
    ["project_id:%(project_id)s", { ...user, project: "q" }, "denied"],
    ["user_id:%(user_id)s and not role:member", user, "denied"],
    ["'u':%(user_id)s", user, "allowed"],
    ["'v':%(user_id)s", user, "denied"],
    ["domain_id:None", user, "allowed"],
    ["domain_id:None", { ...user, domain: "d" }, "denied"],
    ["domain_id:%(project_id)s", user, "denied"],
    ["is_admin_project:True", user, "allowed"],
    ["is_admin_project:True", { ...user, rare: { is_admin_project: "False" } }, "denied"],
    ["service_roles:service", { ...user, rare: { service_roles: ["x", "service"] } }, "allowed"],
    ["service_roles:service", user, "denied"],
    ["user_domain_id:default", { ...user, rare: { user_domain_id: "default" } }, "allowed"],
    ["system_scope:all", { user: "u", systemScope: "all", roles: [] }, "allowed"],
    ["rule:admin_api", user, "denied"],
    ["rule:admin_api", { ...user, roles: ["admin"] }, "allowed"],
  ])("decide %s for %j: %s", (check, principal, decision) => {
    expect(decideWith(check, principal)).toBe(decision);
  });

  test("hold for nobody where the request says nothing to compare with", () => {
    expect(decideWith("user_id:%(user_id)s", user, { project_id: "p" })).toBe("denied");
    expect(decideWith("role:%(user_id)s", user, {})).toBe("denied");
    expect(decideWith("None:%(user_id)s", user, {})).toBe("denied");
  });

  test("of a rule that others refer to reach those", () => {
    const overrides = { admin_or_service_api: "role:operator" };
    const operator: Principal = { user: "u", project: "p", roles: ["operator"] };
    const policy = createPolicy({ ...legacy, overrides });
    expect(policy.decide(list, operator, {})).toBe("allowed");
    expect(policy.decide(list, callers.admin!, {})).toBe("denied");
  });

  test("may be rules of their own, to be referred to", () => {
    const overrides = { [list]: "rule:mine", mine: "rule:mine_too", mine_too: "role:reader" };
    expect(createPolicy({ ...secure, overrides }).decide(list, callers.reader!, {})).toBe("allowed");
  });

  test("leave a rule's scope as it is", () => {
    const policy = createPolicy({ ...secure, overrides: { [list]: "@" } });
    expect(policy.decide(list, callers["system admin"]!, {})).toBe("scope");
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ["no operation", { "placement:resource_providers:lst": "@" }, ["no such operation"]],
    ["no check", { [list]: "admin" }, [`"${list}": "admin": "admin" is not a check`]],
    ["a rule that there isn't", { [list]: "rule:nope" }, [`"${list}": there is no rule "nope"`]],
    ["itself", { a: "not rule:a" }, ['"a" refers to itself']],
    ["each other", { a: "rule:b or @", b: "rule:a" }, ['"a" refers to itself', '"b" refers to itself']],
    ["a base rule in a circle", { admin_or_service_api: `rule:${list}` }, ["admin_or_service_api", list]],
    ["two that are wrong", { x: "role", y: null }, ["x", "y"]],
  ])("with %s are refused, each by name", (_, overrides, problems) => {
    try {
      createPolicy({ ...legacy, overrides });
      expect.fail("they were accepted");
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      for (const problem of problems) expect(error.problems.join("\n")).toContain(problem);
    }
  });
});

test("a rule that there isn't can't be asked", () => {
  const policy = createPolicy(secure);
  expect(policy.has("placement:nope")).toBe(false);
  expect(() => policy.decide("placement:nope", callers.admin!, {})).toThrow(TypeError);
});
