import { create, type JsonObject } from "@bufbuild/protobuf";
import { Validator } from "@seriousme/openapi-schema-validator";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createOpenApi, createRouter } from "../../../src/transcoder/index.ts";
import { createChecks, pointerTo } from "../../kit/json-schemas.ts";
import { EveryKindSchema, EveryKindService } from "../gen/library/v1/every_kind_pb.ts";
import { LibraryService } from "../gen/library/v1/library_pb.ts";
import { PresenceService } from "../gen/library/v1/presence_pb.ts";
import { RuledService } from "../gen/library/v1/rules_pb.ts";
import { initShapes } from "../kit/arbitrary-message.ts";
import { at, documentOf, libraryComments } from "../kit/library-document.ts";

const services = [LibraryService, EveryKindService, PresenceService, RuledService];
const comments = libraryComments();
const document = documentOf(services, { comments });
const info = { title: "Library", version: "1" };

/** An operation of the document, by a line. */
function operation(line: string): JsonObject {
  const [method = "", path = ""] = line.split(" ");
  return at(document, "paths", path, method.toLowerCase());
}

describe("createOpenApi()", () => {
  test("makes a document that a validator of others takes", async () => {
    const result = await new Validator().validate(structuredClone(document));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
  });

  test("makes none that the validator would take whatever stands in it", async () => {
    const broken = structuredClone(document);
    at(broken, "paths", "/v1/shelves/{shelf}", "get").responses = [];
    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  test("is the same for the same routes in another order, to the byte", () => {
    const { routes } = createRouter(services);
    const again = createOpenApi(routes.toReversed(), { info, comments });
    const ids = /"operationId":"[^"]*"/g;
    // Additional bindings are numbered in the order of their rules.
    expect(JSON.stringify(again).replaceAll(ids, "")).toBe(JSON.stringify(document).replaceAll(ids, ""));
  });

  test("has one operation for each route, with a name of its own", () => {
    const items = Object.values(document.paths as JsonObject) as JsonObject[];
    const found = items.flatMap((item) =>
      Object.values({
        ...item,
        "x-oai-additionalOperations": undefined,
        ...(item["x-oai-additionalOperations"] as object),
      }),
    );
    const ids = found.flatMap((one) => (one === undefined ? [] : [(one as JsonObject).operationId]));
    expect(ids).toHaveLength(createRouter(services).routes.length);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each([
    ["GET /v1/shelves", "ListShelves", "an RPC's name is the operation's"],
    ["GET /v1/oldest", "GetOldestShelf2", "an additional binding has a number"],
    ["POST /v1/shelves/{shelf}:merge", "MergeShelves", "verbs are part of the path"],
    ["PATCH /v1/shelves/{name.shelves}/books/{name.books}", "UpdateBook", "paths of one form are one path"],
  ])("names %s %s: %s", (line, id, _why) => {
    expect(operation(line)?.operationId).toBe(id);
  });

  test("keeps methods that OpenAPI 3.1 has not apart", () => {
    const item = at(document, "paths", "/v1/shelves/{shelf}", "x-oai-additionalOperations");
    expect(item.LOCK.operationId).toBe("LockShelf");
  });

  test.each([
    [
      "GET /v1/shelves",
      [
        "page_size",
        "page_token",
        "genres",
        "book.name",
        "book.title",
        "book.page_count",
        "book.isbn",
        "book.archive_number",
        "min_count",
        "since",
        "read_mask",
      ],
      "fields of messages, but no maps and lists of messages",
    ],
    ["POST /v1/shelves", ["dry_run"], "what the body does not bind"],
    ["POST /v1/shelves/{shelf}:merge", ["shelf"], "nothing beside a body of everything"],
    [
      "GET /v1/shelves/{name.shelves}/books/{name.books}",
      ["name.shelves", "name.books"],
      "the parts of a variable",
    ],
    ["GET /v1/pages/{path}", ["path"], "the rest of a path"],
  ] as const)("gives %s the parameters %j: %s", (line, names, _why) => {
    const parameters = operation(line).parameters as JsonObject[];
    expect(parameters.map(({ name }) => name)).toEqual(names);
  });

  test.each([
    ["/v1/shelves", "post", { $ref: "#/components/schemas/Shelf-input" }, "a body of one field"],
    [
      "/v1/shelves/{shelf}/labels",
      "put",
      { type: "object", additionalProperties: { type: "string" } },
      "a body of a map",
    ],
    [
      "/v1/shelves/{shelf}/books:batchAdd",
      "post",
      { type: "array", items: { $ref: "#/components/schemas/Book-input" } },
      "a body of a list",
    ],
  ])("describes the body of %s %s as %j: %s", (path, method, schema, _why) => {
    expect(
      at(document, "paths", path, method, "requestBody", "content", "application/json", "schema"),
    ).toEqual(schema);
  });

  test("leaves what the path binds out of a body of everything", () => {
    const { properties, title } = at(
      document,
      "paths",
      "/v1/shelves/{shelf}:merge",
      "post",
      "requestBody",
      "content",
      "application/json",
      "schema",
    );
    expect([title, Object.keys(properties)]).toEqual(["MergeShelvesRequest", ["other"]]);
  });

  test.each([
    ["/v1/shelves", "post", { $ref: "#/components/schemas/Shelf" }, "a message"],
    [
      "/v1/shelves/{shelf}/labels",
      "put",
      { type: "string", format: "int64", pattern: "^-?(0|[1-9][0-9]*)$" },
      "a scalar",
    ],
    [
      "/v1/shelves/{shelf}/books:batchAdd",
      "post",
      { type: "array", items: { $ref: "#/components/schemas/Book" } },
      "a list",
    ],
  ])("describes the answer of %s %s as %j: %s", (path, method, schema, _why) => {
    expect(
      at(document, "paths", path, method, "responses", "200", "content", "application/json", "schema"),
    ).toEqual(schema);
  });

  test("makes descriptions of comments", () => {
    const { summary, description } = operation("GET /v1/shelves");
    expect(summary).toBe(
      "Query parameters: a number, a repeated enum, a nested message, a wrapper-free optional",
    );
    expect(description).toBe(`${summary}.`);
    expect(at(document, "components", "schemas", "Book", "properties", "title", "description")).toBe(
      "Its title.",
    );
    expect(at(document, "components", "schemas", "Genre", "description")).toBe(
      "What a shelf has.\n\n- `GENRE_UNSPECIFIED`: Not known.\n- `GENRE_FICTION`: Novels.\n- `GENRE_POETRY`: Poems.",
    );
  });

  test("says nothing where there are no comments", () => {
    expect(JSON.stringify(documentOf([LibraryService]))).not.toContain("Its title.");
  });

  test.each([
    [
      "open",
      "Color",
      [
        { type: "string", enum: ["COLOR_UNSPECIFIED", "COLOR_RED", "COLOR_ULTRAVIOLET"] },
        { type: "integer", format: "int32" },
      ],
    ],
    ["closed", "Size", undefined],
  ])("describes an %s enum by its names, and by numbers where there may be more", (_kind, name, anyOf) => {
    expect(at(document, "components", "schemas", name, "anyOf")).toEqual(anyOf);
  });

  test("describes failures as google.rpc.Status, unless a dialect has its own", () => {
    expect(operation("GET /v1/shelves").responses).toHaveProperty("default");
    const own = documentOf([LibraryService], { operation: (one) => ({ ...one, "x-own": true }) });
    expect(at(own, "paths", "/v1/shelves", "get", "responses", "default")).toBeUndefined();
    expect(at(own, "components", "schemas", "google.rpc.Status")).toBeUndefined();
    expect(at(own, "paths", "/v1/shelves", "get", "x-own")).toBe(true);
  });

  test("hides, requires and nulls fields as the rules of the routes do", () => {
    const rules = {
      fieldRules: ({ name }: { name: string }) => ({
        hidden: name === "book_count",
        requiredKey: name === "genre",
        nullable: name === "theme",
      }),
    };
    const strict = documentOf([LibraryService], { rules });
    const input = at(strict, "components", "schemas", "Shelf-input");
    expect(Object.keys(input.properties)).not.toContain("book_count");
    expect(input.required).toEqual(["genre"]);
    expect(input.properties.theme.type).toEqual(["string", "null"]);
    expect(at(strict, "components", "schemas", "Shelf").required).toContain("theme");
  });
});

describe("the schemas of a document", () => {
  const { routes } = createRouter(services);
  const checks = createChecks(document, { closed: true });
  const numRuns = Number(process.env.FUZZ_RUNS ?? 400);

  test.each(
    routes
      .filter(({ httpMethod }) => httpMethod !== "LOCK")
      .map((route) => [`${route.httpMethod} ${route.template}`, route] as const),
  )("take whatever %s answers", (_line, route) => {
    const { path, method } = placeOf(route.method.name, route.httpMethod);
    const check = checks(
      pointerTo("paths", path, method, "responses", "200", "content", "application/json", "schema"),
    );
    fc.assert(
      fc.property(initShapes(route.method.output), (init) => {
        expect(check(route.toJson(create(route.method.output, init)))).toEqual([]);
      }),
      { numRuns: Math.ceil(numRuns / 4) },
    );
  });

  test("take every kind of field as it is written, in requests too", () => {
    const [echo] = createRouter([EveryKindService]).routes;
    const input = createChecks(document)(pointerTo("components", "schemas", "EveryKind-input"));
    const output = checks(pointerTo("components", "schemas", "EveryKind"));
    fc.assert(
      fc.property(initShapes(EveryKindSchema), (init) => {
        const json = echo?.toJson(create(EveryKindSchema, init));
        expect(output(json)).toEqual([]);
        expect(input(json)).toEqual([]);
      }),
      { numRuns },
    );
  });

  test.each([
    ["int32", "1"],
    ["int64", 1.5],
    ["uint32", -1],
    ["bool", "true"],
    ["bytes", 1],
    ["duration", "1"],
    ["timestamp", "yesterday"],
    ["nested", []],
    ["string_list", "a"],
    ["string_map", ["a"]],
    ["int32_map", { a: 1 }],
    ["bool_map", { yes: "" }],
    ["any", {}],
    ["null_value", 0],
    ["stranger", 1],
  ])("refuse %s as %j", (name, value) => {
    expect(
      createChecks(document)(pointerTo("components", "schemas", "EveryKind-input"))({ [name]: value }),
    ).not.toEqual([]);
  });

  test("refuse two members of a oneof", () => {
    const check = createChecks(document)(pointerTo("components", "schemas", "Book-input"));
    expect(check({ isbn: "1" })).toEqual([]);
    expect(check({})).toEqual([]);
    expect(check({ isbn: "1", archive_number: "2" })).not.toEqual([]);
  });

  /** Where an RPC is in the document. */
  function placeOf(rpc: string, httpMethod: string): { path: string; method: string } {
    const method = httpMethod.toLowerCase();
    const paths = Object.entries(document.paths as Record<string, Record<string, JsonObject>>);
    const [path] =
      paths.find(([, item]) => String(item[method]?.operationId).replace(/\d$/, "") === rpc) ?? [];
    if (path === undefined) throw new Error(`${rpc} is not in the document`);
    return { path, method };
  }
});

describe("the parameters of a document", () => {
  test.each(
    createRouter([LibraryService])
      .routes.filter(({ body }) => body !== "*")
      .map((route) => [route.template, route] as const),
  )("of %s are those that the route takes", (_template, route) => {
    const { parameters = [] } = Object.values(document.paths as Record<string, Record<string, JsonObject>>)
      .flatMap((item) => Object.values(item))
      .find((one) => one.operationId === route.method.name) ?? { parameters: [] };
    for (const { name, in: place } of parameters as { name: string; in: string }[]) {
      if (place !== "query") continue;
      const { violations } = route.bind({ params: [], query: [[name, "1"]] });
      expect(violations.filter(({ rule }) => rule === "unknown_field")).toEqual([]);
    }
  });
});
