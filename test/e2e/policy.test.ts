import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from "@connectrpc/connect-node";
import { afterAll, describe, expect, test } from "vitest";
import { ErrorInfoSchema } from "../../src/gen/google/rpc/error_details_pb.ts";
import { ResourceProviderService } from "../../src/gen/placement/v1/resource_provider_service_pb.ts";
import { usePlacementd } from "../kit/placementd.ts";
import { rest } from "../kit/rest-client.ts";

const folder = mkdtempSync(join(tmpdir(), "policy-"));
const policyFile = join(folder, "policy.yaml");
writeFileSync(policyFile, 'placement:resource_classes:list: "role:auditor"\n');
afterAll(() => rmSync(folder, { recursive: true }));

const page = "https://horizon.example.com";
const server = usePlacementd({
  PLACEMENTD_ENFORCE_NEW_DEFAULTS: "true",
  PLACEMENTD_ENFORCE_SCOPE: "true",
  PLACEMENTD_POLICY_FILE: policyFile,
  PLACEMENTD_CORS_ALLOWED_ORIGIN: page,
});

const as = (roles: string, more: Record<string, string> = {}) => ({
  "x-auth-token": "user:p",
  "x-roles": roles,
  ...more,
});
const systemAdmin = as("admin", { "openstack-system-scope": "all" });

const transports = {
  gRPC: () => createGrpcTransport({ baseUrl: server.current.url }),
  "gRPC-Web": () => createGrpcWebTransport({ baseUrl: server.current.url, httpVersion: "1.1" }),
  Connect: () => createConnectTransport({ baseUrl: server.current.url, httpVersion: "1.1" }),
};

describe.each(Object.entries(transports))("over %s", (_, transport) => {
  const call = (headers: Record<string, string>) =>
    createClient(ResourceProviderService, transport()).listResourceProviders({}, { headers });

  test.each(["admin", "service", "member,Service"])("the roles %s may list providers", async (roles) => {
    await expect(call(as(roles))).resolves.toHaveProperty("resourceProviders");
  });

  test.each([
    ["a member", as("member"), { operation: "placement:resource_providers:list" }],
    ["the system's admin", systemAdmin, { operation: "placement:resource_providers:list", scope: "system" }],
  ])("%s may not, and is told by which rule", async (_, headers, metadata) => {
    const error = await call(headers).then(
      () => expect.fail("the call was let through"),
      (reason: unknown) => ConnectError.from(reason),
    );
    expect(error.code).toBe(Code.PermissionDenied);
    expect(error.findDetails(ErrorInfoSchema)).toMatchObject([
      { reason: "ERROR_REASON_PERMISSION_DENIED", metadata },
    ]);
  });
});

describe("over REST", () => {
  const opening = "Access was denied to this resource.\n\n ";

  test.each([
    ["a member", as("member"), "Policy does not allow placement:resource_providers:list to be performed."],
    ["the system's admin", systemAdmin, "placement:resource_providers:list"],
  ])("%s is told by which rule in Placement's words", async (_, headers, words) => {
    const answer = await rest(server.current.url, "GET /resource_providers", { headers });
    expect(answer.status).toBe(403);
    expect(answer.headers.get("openstack-api-version")).toBe("placement 1.39");
    expect(answer.headers.has("vary")).toBe(false);
    expect(answer.body.errors).toMatchObject([
      { status: 403, title: "Forbidden", code: "placement.undefined_code", detail: `${opening}${words}  ` },
    ]);
  });

  test("a policy file's rule stands in the default's place", async () => {
    const list = (roles: string) =>
      rest(server.current.url, "GET /resource_classes", { headers: as(roles) }).then(({ status }) => status);
    expect(await list("auditor")).toBe(200);
    expect(await list("admin")).toBe(403);
  });

  test("refuses callers without credentials before anything else", async () => {
    const headers = { "openstack-api-version": "placement 9.9" };
    expect((await fetch(`${server.current.url}/nowhere`, { headers })).status).toBe(401);
  });

  const text = { "content-type": "text/plain" };

  // Each request is wrong in what follows as well.
  test.each<[number, string, string, Record<string, string>, string?]>([
    [406, "its version", "POST /nowhere", as("", text), "9.9"],
    [404, "its path", "POST /nowhere", as("", text)],
    [405, "its method", "PATCH /resource_providers/x", as("", text)],
    [415, "its body's type", "PUT /resource_providers/x", as("", text)],
    [403, "the policy", "PUT /resource_providers/x", as("")],
    [404, "what it names", "PUT /resource_providers/x", as("admin")],
    [400, "its shape", "POST /resource_providers", as("admin")],
  ])(
    "refuses a request with %d for %s before what follows",
    async (status, _, request, headers, version = "1.39") => {
      const answer = await rest(server.current.url, request, { headers, version, body: "{}" });
      expect(answer.status).toBe(status);
    },
  );

  test("adds the origin to what answers vary by", async () => {
    const answer = await rest(server.current.url, "GET /resource_providers", {
      headers: as("admin", { origin: page }),
    });
    expect(answer.headers.get("vary")).toBe("openstack-api-version,Origin");
    expect(answer.headers.get("access-control-allow-origin")).toBe(page);
  });
});
