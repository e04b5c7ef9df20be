import { readFileSync } from "node:fs";
import { create, getOption, type JsonObject } from "@bufbuild/protobuf";
import { Validator } from "@seriousme/openapi-schema-validator";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { http } from "../../../src/gen/google/api/annotations_pb.ts";
import { changes } from "../../../src/rest/changes/index.ts";
import { newestPlan } from "../../../src/rest/fold.ts";
import { jsonForm } from "../../../src/rest/json-form.ts";
import { createDocument } from "../../../src/rest/openapi/create-document.ts";
import { documentFile } from "../../../src/rest/openapi/document-file.ts";
import { operations } from "../../../src/rest/operations/index.ts";
import type { Json } from "../../../src/rest/shape/json-schema.ts";
import { createRouter } from "../../../src/transcoder/index.ts";
import { contractServices } from "../../kit/contract-services.ts";
import { createChecks, pointerTo } from "../../kit/json-schemas.ts";
import { initShapes } from "../../transcoder/kit/arbitrary-message.ts";

type Operation = JsonObject & {
  readonly operationId: string;
  readonly parameters: JsonObject[];
  readonly responses: Record<string, JsonObject>;
};

const document: JsonObject = JSON.parse(readFileSync(documentFile, "utf8"));
const paths = document.paths as Record<string, Record<string, Operation>>;
const plans = createRouter(contractServices, jsonForm).routes.map((route) =>
  newestPlan(route, { operations }),
);

function operationOf(path: string, method: string): Operation {
  const operation = paths[path]?.[method];
  if (operation === undefined) throw new Error(`the document has no ${method} ${path}`);
  return operation;
}

describe("the document of Placement's API", () => {
  test("is one that a validator of others takes", async () => {
    const result = await new Validator().validate(structuredClone(document));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
  });

  test("has the paths and methods of the router, and the root", () => {
    const inDocument = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const inRouter = plans.map(({ route }) => `${route.httpMethod} ${route.template}`);
    expect(inDocument.sort()).toEqual([...inRouter, "GET /"].sort());
  });

  test("has an operation for every RPC with a rule", () => {
    const rpcs = contractServices
      .flatMap((service) => service.methods)
      .filter((method) => getOption(method, http).pattern.case !== undefined);
    const ids = Object.values(paths).flatMap((item) => Object.values(item).map((one) => one.operationId));
    expect(ids.toSorted()).toEqual([...rpcs.map(({ name }) => name), "GetVersions"].sort());
  });

  test("is what is made of the present rules, but for the comments", () => {
    const fresh = createDocument(contractServices, new Map());
    expect(withoutWords(fresh)).toEqual(withoutWords(document));
  });

  test.each(plans.map((plan) => [plan.name, plan] as const))(
    "tells of %s since when it is there, and what changed it",
    (name, { route }) => {
      const operation = operationOf(route.template, route.httpMethod.toLowerCase());
      const added = changes.find(({ adds }) => adds?.includes(name))?.since ?? 0;
      const changed = changes.filter(
        ({ operations, everywhere, since }) =>
          operations?.[name] !== undefined || (everywhere !== undefined && since > added),
      );
      expect(operation["x-placement-since"]).toBe(`1.${added}`);
      expect(operation["x-placement-changes"]).toMatchObject(
        changed.map(({ since, summary }) => ({ version: `1.${since}`, summary })),
      );
      expect(operation.parameters).toContainEqual({ $ref: "#/components/parameters/OpenStack-API-Version" });
    },
  );

  test.each([
    ["post", "/resource_providers", "1.14", { newInBody: ["parent_provider_uuid"] }],
    ["post", "/resource_providers", "1.20", { successBefore: { status: 201, hasBody: false } }],
    ["get", "/resource_providers", "1.3", { newInQuery: ["member_of"] }],
    ["get", "/resource_providers", "1.23", { summary: "Errors have a code." }],
    ["get", "/allocation_candidates", "1.16", { newInQuery: ["limit"] }],
  ])("tells of %s %s what 1.%s brought: %j", (method, path, version, change) => {
    const changed = operationOf(path, method)["x-placement-changes"] as JsonObject[];
    expect(changed.find((one) => one.version === version)).toMatchObject(change);
  });

  test.each(
    plans
      .filter(({ operation }) => operation.grammar !== undefined)
      .map((plan) => [plan.name, plan] as const),
  )(
    "describes the parameters that the query of %s may have, and no others",
    (_name, { route, querySchema }) => {
      const described = operationOf(route.template, "get").parameters.filter((one) => one.in === "query");
      const free = described.find(({ style }) => style === "form")?.schema as JsonObject | undefined;
      const patterns = Object.keys((free?.patternProperties ?? {}) as object);
      const names = described.filter(({ style }) => style === undefined).map(({ name }) => String(name));
      // One pattern of Placement's stands for a name with and without a suffix.
      const wanted = Object.keys(querySchema?.patternProperties ?? {});
      expect(patterns.map((pattern) => pattern.replace(/(\[.*\})\$$/, "($1)?$")).sort()).toEqual(
        wanted.toSorted(),
      );
      const plain = wanted.map((pattern) => pattern.replace(/^\^(\w+)\(.*$/, "$1"));
      expect(names.toSorted()).toEqual([...Object.keys(querySchema?.properties ?? {}), ...plain].sort());
    },
  );

  test.each([
    [
      "put",
      "/resource_providers/{uuid}",
      "409",
      ["CONCURRENT_UPDATE", "RESOURCE_PROVIDER_NAME_TAKEN"],
      ["placement.concurrent_update", "placement.duplicate_name"],
    ],
    [
      "delete",
      "/resource_providers/{uuid}",
      "404",
      ["RESOURCE_PROVIDER_NOT_FOUND"],
      ["placement.undefined_code"],
    ],
    [
      "get",
      "/allocation_candidates",
      "400",
      ["INVALID_REQUEST", "RESOURCE_CLASS_UNKNOWN", "TRAIT_UNKNOWN"],
      [
        "placement.query.bad_value",
        "placement.query.duplicate_key",
        "placement.query.missing_value",
        "placement.undefined_code",
      ],
    ],
  ])("tells for what %s %s answers %s", (method, path, status, reasons, codes) => {
    const response = operationOf(path, method).responses[status] as JsonObject;
    expect(response["x-error-reasons"]).toEqual(reasons);
    expect(JSON.stringify(response.content)).toContain(JSON.stringify({ enum: codes }));
  });

  test("takes the reasons of POST /allocations from the RPC that its comment names", () => {
    const response = operationOf("/allocations", "post").responses["409"];
    expect(response?.["x-error-reasons"]).toContain("CAPACITY_EXCEEDED");
  });

  test.each([
    ["PUT", "/traits/{name}", ["201", "204"]],
    ["PUT", "/resource_classes/{name}", ["201", "204"]],
    ["POST", "/resource_classes", ["201"]],
    ["GET", "/traits/{name}", ["204"]],
    ["POST", "/resource_providers", ["200"]],
  ])("says that %s %s succeeds with %j", (method, path, statuses) => {
    const { responses } = operationOf(path, method.toLowerCase());
    expect(Object.keys(responses).filter((status) => status < "400")).toEqual(statuses);
  });
});

describe("answers of the dialect", () => {
  // The server sets all that an inventory has; a random message does not.
  const lenient = structuredClone(document) as { components: { schemas: { Inventory: JsonObject } } };
  delete lenient.components.schemas.Inventory.required;
  const checks = createChecks(lenient, { closed: true });

  test.each(
    plans
      .filter(({ emptyBody, status }) => !emptyBody && status !== 204)
      .map((plan) => [plan.name, plan] as const),
  )("to %s are as the document says, whatever the message", (_name, { route, operation, status }) => {
    const keys = ["paths", route.template, route.httpMethod.toLowerCase(), "responses", String(status)];
    const check = checks(pointerTo(...keys, "content", "application/json", "schema"));
    fc.assert(
      fc.property(initShapes(route.method.output, 3), (init) => {
        const json = route.toJson(create(route.method.output, init)) as Json;
        // No number of ours is infinite, or none.
        fc.pre(!/"(NaN|-?Infinity)"/.test(JSON.stringify(json)));
        expect(check(operation.represent?.(json, { mountPrefix: "" }) ?? json)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

/** What comments and error reasons make is left out: only `npm run generate` has the comments. */
function withoutWords(value: unknown): unknown {
  const words = ["description", "summary", "responses", "components"];
  return JSON.parse(JSON.stringify(value, (key, one) => (words.includes(key) ? undefined : one)));
}
