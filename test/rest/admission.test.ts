import { describe, expect, test } from "vitest";
import { type Admission, admit, type RequestHead } from "../../src/rest/admission.ts";
import { changes } from "../../src/rest/changes/index.ts";
import { operations } from "../../src/rest/operations/index.ts";
import { createRouteTable } from "../../src/rest/route-table.ts";
import { contractServices } from "../kit/contract-services.ts";

const find = createRouteTable({ services: contractServices, operations, changes });

/** `METHOD path [key=value …]`: keys are version, accept, type, length, and `anonymous`. */
function check(text: string): Admission {
  const [method = "", path = "", ...rest] = text.split(" ");
  const given = new Map(
    rest.map((word) => {
      const [key = "", ...value] = word.split("=");
      return [key, value.join("=")] as const;
    }),
  );
  const head: RequestHead = {
    method,
    path: path === "-" ? undefined : path,
    authenticated: !given.has("anonymous"),
    version: given.has("version") ? `placement ${given.get("version")}` : undefined,
    accept: given.get("accept"),
    contentType: given.get("type"),
    contentLength: given.get("length"),
  };
  return admit(head, find);
}

/** Requests with several faults: the first in Placement's order is what they are refused for. */
const order: readonly (readonly [request: string, status: number, detail: string])[] = [
  ["DELETE /nowhere anonymous version=0.5 length=2", 401, ""],
  ["GET /nowhere version=bad length=2", 400, "Invalid microversion: invalid version string: bad"],
  ["DELETE / version=0.5 length=2", 406, "Invalid microversion: Unacceptable version header: 0.5"],
  ["GET /nowhere length=2", 400, "content-type header required when content-length > 0"],
  ["DELETE / length=2", 400, "content-type header required when content-length > 0"],
  ["GET /nowhere accept=text/plain", 404, ""],
  ["GET /resource_providers/", 404, ""],
  ["GET -", 404, ""],
  ["GET /resource_providers/%zz", 400, "Malformed path: "],
  ["PATCH /resource_classes type=text/plain", 405, "The method specified is not allowed for this resource."],
  ["POST /resource_classes version=1.1 type=text/plain", 404, ""],
  ["DELETE /resource_providers/x/inventories version=1.4 accept=text/plain", 405, ""],
  [
    "PUT /resource_providers/x accept=text/plain",
    415,
    "The media type None is not supported, use application/json",
  ],
  [
    "PUT /resource_providers/x type=text/plain;a=b",
    415,
    "The media type text/plain is not supported, use application/json",
  ],
  [
    "PUT /resource_providers/x type=application/JSON",
    415,
    "The media type application/JSON is not supported",
  ],
  ["GET /resource_providers accept=text/plain", 406, "Only application/json is provided"],
];

describe("admit()", () => {
  test.each(order)("%s → %i", (request, status, detail) => {
    const admission = check(request);
    expect(admission).toMatchObject({ kind: "refused", status });
    if (detail !== "") expect(admission).toMatchObject({ detail: expect.stringContaining(detail) });
  });

  test.each([
    ["GET /resource_providers", "ResourceProviderService.ListResourceProviders"],
    ["GET /resource_providers accept=text/plain,*/*;q=0.1", "ResourceProviderService.ListResourceProviders"],
    ["POST /resource_providers type=application/json", "ResourceProviderService.CreateResourceProvider"],
    [
      "POST /resource_providers type=application/json;charset=utf-8 accept=text/plain",
      "ResourceProviderService.CreateResourceProvider",
    ],
    ["DELETE /resource_providers/x accept=text/plain", "ResourceProviderService.DeleteResourceProvider"],
    ["DELETE /resource_providers/x/inventories version=1.5", "InventoryService.DeleteInventories"],
    ["PUT /resource_classes/X version=1.2 type=application/json", "ResourceClassService.RenameResourceClass"],
    ["PUT /resource_classes/X version=1.6 type=application/json", "ResourceClassService.RenameResourceClass"],
    ["PUT /resource_classes/X version=1.7", "ResourceClassService.EnsureResourceClass"],
    ["PUT /resource_classes/X version=latest type=text/plain", "ResourceClassService.EnsureResourceClass"],
  ])("%s → %s", (request, name) => {
    expect(check(request)).toMatchObject({ kind: "call", plan: { name } });
  });

  test("lets anyone see the root, whatever they accept", () => {
    expect(check("GET / anonymous accept=text/plain")).toEqual({ kind: "root", minor: 0 });
    expect(check("GET / version=latest")).toEqual({ kind: "root", minor: 39 });
  });

  test.each([
    ["DELETE /", "GET"],
    ["HEAD /", "GET"],
    ["OPTIONS /resource_providers", "GET, POST"],
    ["HEAD /resource_providers", "GET, POST"],
    ["PATCH /resource_providers/x/inventories version=1.4", "GET, POST, PUT, DELETE"],
    ["PUT /resource_classes version=1.1", "GET, POST"],
  ])("%s → 405, allow: %s", (request, allow) => {
    expect(check(request)).toMatchObject({ status: 405, allow, subject: request.split(" ")[0] });
  });

  test("does not say what is allowed where a method came later", () => {
    const admission = check("DELETE /resource_providers/x/inventories version=1.4");
    expect(admission).toMatchObject({ status: 405 });
    expect(admission).not.toHaveProperty("allow");
  });

  test("tells the versions that there are, to those who ask for another one", () => {
    expect(check("GET / version=1.40")).toMatchObject({
      extra: { min_version: "1.0", max_version: "1.39" },
      minor: undefined,
    });
  });

  test("knows which answers depend on the version", () => {
    expect(check("GET /nowhere")).toMatchObject({ minor: 0, varies: false });
    expect(check("GET / length=1")).toMatchObject({ minor: 0, varies: false });
    expect(check("DELETE /")).toMatchObject({ minor: 0, varies: true });
    expect(check("GET /resource_classes")).toMatchObject({ minor: 0, varies: true });
  });
});
