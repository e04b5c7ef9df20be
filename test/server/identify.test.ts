import { describe, expect, test } from "vitest";
import { identify } from "../../src/server/identify.ts";

const token = "x-auth-token";

describe("identify()", () => {
  test.each<[Record<string, string>, unknown]>([
    [{}, undefined],
    [{ [token]: "" }, undefined],
    [{ [token]: "admin" }, { user: "admin", project: "admin", roles: ["admin"] }],
    [{ [token]: "admin:p1" }, { user: "admin", project: "p1", roles: ["admin"] }],
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
      { [token]: "admin:p", "openstack-system-scope": "all" },
      { user: "admin", roles: ["admin"] },
    ],
  ])("of %j is %j", (headers, principal) => {
    expect(identify(new Headers(headers))).toStrictEqual(principal);
  });
});
