import { describe, expect, test } from "vitest";
import { identify } from "../../src/server/identify.ts";

const token = "x-auth-token";

describe("identify()", () => {
  test.each<[Record<string, string>, unknown]>([
    [{}, undefined],
    [{ "x-roles": "admin" }, undefined],
    [{ [token]: "" }, { user: "", project: "", roles: [] }],
    [{ [token]: "admin" }, { user: "admin", project: "admin", roles: ["admin"] }],
    [{ [token]: "admin:p1" }, { user: "admin", project: "p1", roles: ["admin"] }],
    [{ [token]: "admin:" }, { user: "admin", project: "admin", roles: ["admin"] }],
    [{ [token]: "demo:p1" }, { user: "demo", project: "p1", roles: [] }],
    [{ [token]: "demo:p1:x" }, { user: "demo", project: "p1:x", roles: [] }],
    [
      { [token]: "demo", "x-roles": "reader, admin" },
      { user: "demo", project: "demo", roles: ["reader", "admin"] },
    ],
    [
      { [token]: "admin", "x-roles": "reader" },
      { user: "admin", project: "admin", roles: ["reader"] },
    ],
    [
      { [token]: "admin", "x-roles": "" },
      { user: "admin", project: "admin", roles: [] },
    ],
    [
      { [token]: "admin:p", "openstack-system-scope": "all" },
      { user: "admin", systemScope: "all", roles: ["admin"] },
    ],
    [
      { [token]: "admin:p", "openstack-system-scope": "" },
      { user: "admin", project: "p", roles: ["admin"] },
    ],
    [
      { [token]: "demo:p", "x-project-id": "q" },
      { user: "demo", project: "q", roles: [] },
    ],
    [
      { [token]: "demo:p", "x-domain-id": "d" },
      { user: "demo", project: "p", domain: "d", roles: [] },
    ],
    [
      {
        [token]: "demo",
        "x-service-roles": "a, service",
        "x-is-admin-project": "false",
        "x-user-id": "admin",
      },
      {
        user: "demo",
        project: "demo",
        roles: [],
        rare: { service_roles: ["a", "service"], is_admin_project: "False" },
      },
    ],
  ])("of %j is %j", (headers, principal) => {
    expect(identify(new Headers(headers))).toStrictEqual(principal);
  });
});
