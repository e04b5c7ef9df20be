import { readFileSync } from "node:fs";
import type { JsonObject } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { documentFile } from "../../../src/rest/openapi/document-file.ts";
import { createChecks, pointerTo } from "../../kit/json-schemas.ts";

/** What generators of clients and linters of others ask for beyond what the specification does. */
const document: JsonObject = JSON.parse(readFileSync(documentFile, "utf8"));
const paths = document.paths as Record<string, Record<string, JsonObject>>;
const components = document.components as Record<string, Record<string, JsonObject>>;
const operations = Object.entries(paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => [`${method} ${path}`, path, operation] as const),
);
const text = JSON.stringify(document);

/** Each value of the document, with the keys that lead to it. */
function* walk(value: unknown, keys: readonly string[] = []): Generator<readonly [string[], unknown]> {
  yield [[...keys], value];
  if (typeof value !== "object" || value === null) return;
  for (const [key, one] of Object.entries(value)) yield* walk(one, [...keys, key]);
}

const all = [...walk(document)];

describe("each operation", () => {
  test.each(operations)("%s has a name, words and a known tag", (_line, _path, operation) => {
    const { operationId, summary, description, tags } = operation as Record<string, string & string[]>;
    expect(operationId).toMatch(/^[A-Z][A-Za-z]+$/);
    expect(summary).toMatch(/^[A-Z].*[^.\s]$/);
    expect(description).toMatch(/^[A-Z][\s\S]*\.$/);
    const known = (document.tags as JsonObject[]).map(({ name }) => name);
    expect(tags).toHaveLength(1);
    expect(known).toContain(tags?.[0]);
  });

  test.each(operations)("%s describes the parameters of its path, once", (_line, path, operation) => {
    const parameters = (operation.parameters ?? []) as JsonObject[];
    const inPath = parameters.filter((parameter) => parameter.in === "path");
    expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{[^}]*\}/g) ?? []);
    expect(inPath.every(({ required, description }) => required === true && description !== "")).toBe(true);
    const places = parameters.map((parameter) => `${parameter.in ?? ""} ${parameter.name ?? parameter.$ref}`);
    expect(new Set(places).size).toBe(places.length);
  });

  test.each(operations)("%s tells of a success and of a failure of the client", (_line, _path, operation) => {
    const statuses = Object.keys(operation.responses as JsonObject);
    expect(statuses.some((status) => /^2\d\d$/.test(status))).toBe(true);
    expect(statuses.some((status) => /^4\d\d$/.test(status))).toBe(true);
  });
});

describe("the document", () => {
  test("has each operation's name once", () => {
    const ids = operations.map(([, , { operationId }]) => operationId);
    expect(ids.length).toBeGreaterThan(30);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("has each path once, whatever its parameters are called, and none with a slash at its end", () => {
    const forms = Object.keys(paths).map((path) => path.replaceAll(/\{[^}]*\}/g, "{}"));
    expect(new Set(forms).size).toBe(forms.length);
    expect(forms.filter((path) => path !== "/" && path.endsWith("/"))).toEqual([]);
  });

  test("refers only to what it has, and has only what it refers to", () => {
    const used = new Set(all.flatMap(([keys, value]) => (keys.at(-1) === "$ref" ? [String(value)] : [])));
    const own = Object.entries(components)
      .filter(([kind]) => kind !== "securitySchemes")
      .flatMap(([kind, named]) => Object.keys(named).map((name) => `#/components/${kind}/${name}`));
    expect([...used].sort()).toEqual(own.sort());
    expect(own.filter((reference) => !/\/[A-Za-z0-9._-]+$/.test(reference))).toEqual([]);
  });

  test("has a security scheme for each requirement, and a server", () => {
    const required = all
      .filter(([keys]) => keys.at(-1) === "security")
      .flatMap(([, value]) => (value as JsonObject[]).flatMap((one) => Object.keys(one)));
    expect([...new Set(required)]).toEqual(Object.keys(components.securitySchemes ?? {}));
    expect(document.servers).toEqual([{ url: ".", description: expect.any(String) }]);
  });

  test.each([
    [/"nullable":/, "null is a type since OpenAPI 3.1"],
    [/buf:lint|\(--|--\)/, "words to the linters of protos"],
    [/\]\[[\w.]*\]/, "references of protos"],
    [/google\.|protobuf/, "types of protos"],
    [/"description":""|"description":"\s|\s","(?:summary|description)"/, "descriptions that say nothing"],
  ])("says nothing like %s: %s", (pattern, _why) => {
    expect(pattern.exec(text)?.[0]).toBeUndefined();
  });

  test("describes each member of each schema that has a name", () => {
    const silent = Object.entries(components.schemas ?? {}).flatMap(([name, { properties = {} }]) =>
      Object.entries(properties as Record<string, JsonObject>)
        .filter(([, { description, $ref }]) => description === undefined && $ref === undefined)
        .map(([property]) => `${name}.${property}`),
    );
    expect(silent).toEqual([]);
  });
});

describe("the examples", () => {
  const bodies = all
    .filter(([keys]) => keys.at(-1) === "example")
    .map(([keys, value]) => [keys, value] as const);
  const checks = createChecks(document, { closed: true });

  test("are several, of requests, answers and parameters", () => {
    const kinds = bodies.map(([keys]) => keys[3]);
    for (const kind of ["requestBody", "responses", "parameters"]) expect(kinds).toContain(kind);
  });

  test.each(bodies.map(([keys, value]) => [keys.slice(1, -1).join(" "), keys, value] as const))(
    "of %s fits its schema",
    (_place, keys, value) => {
      expect(checks(pointerTo(...keys.slice(0, -1), "schema"))(value)).toEqual([]);
    },
  );
});
