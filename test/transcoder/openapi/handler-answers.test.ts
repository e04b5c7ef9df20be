import type { JsonObject } from "@bufbuild/protobuf";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createChecks, pointerTo } from "../../kit/json-schemas.ts";
import { ArchiveService } from "../gen/library/v1/archive_pb.ts";
import { LibraryService } from "../gen/library/v1/library_pb.ts";
import { createArchive } from "../kit/archive.ts";
import { type Answer, ask } from "../kit/ask.ts";
import { at, documentOf, libraryComments } from "../kit/library-document.ts";
import { libraryHandler } from "../kit/library-handler.ts";
import { type Served, serve } from "../kit/serve.ts";

const document = documentOf([ArchiveService, LibraryService], { comments: libraryComments() });
const checks = createChecks(document, { closed: true });

const limits = { targetBytes: 100, headers: 20, bodyBytes: 100 };
let served: Served;
beforeEach(async () => {
  served = await serve(libraryHandler({ limits }, [], createArchive()));
});
afterEach(() => served[Symbol.asyncDispose]());

/** What is wrong with an answer by the response of the document that has its status, or by the default one. */
function faultsOf(path: string, method: string, { status, headers, bytes }: Answer): string[] {
  const responses = at(document, "paths", path, method, "responses") as Record<string, JsonObject>;
  const key = String(status) in responses ? String(status) : "default";
  const reference = responses[key]?.$ref;
  const keys =
    reference === undefined
      ? ["paths", path, method, "responses", key]
      : String(reference).split("/").slice(1);
  const { content, headers: described = {} } = at(document, ...keys) as Record<string, JsonObject>;
  const tag = headers.etag === undefined || described.ETag !== undefined ? [] : ["an ETag, not described"];
  if (content === undefined) return bytes.length === 0 ? tag : [...tag, "a body, not described"];
  const type = String(headers["content-type"]);
  if (content["*/*"] !== undefined) return tag;
  if (content[type] === undefined) return [...tag, `a body of type ${type}`];
  const check = checks(pointerTo(...keys, "content", type, "schema"));
  return [...tag, ...check(JSON.parse(bytes.toString()))];
}

const json = { "content-type": "application/json" };
const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`x-${i}`, "1"]));
const one = "/v1/documents/{id}";

describe("what the handler answers is as the document says", () => {
  test.each([
    [one, "GET /v1/documents/a", {}, 200, "with a tag"],
    [one, "GET /v1/documents/a", { "if-none-match": '"7"' }, 304, "that the client has"],
    [one, "GET /v1/documents/a", { "if-match": '"6"' }, 412, "that is not the one asked for"],
    [one, "GET /v1/documents/a", { "if-match": "7" }, 400, "that is asked for without quotes"],
    [one, "GET /v1/documents/none", {}, 404, "nothing there"],
    [one, "GET /v1/documents/a", { accept: "text/plain" }, 406, "no JSON wanted"],
    [one, `GET /v1/documents/${"a".repeat(100)}`, {}, 414, "a long path"],
    [one, "GET /v1/documents/a", many, 431, "many headers"],
    ["/v1/documents/{id}/scan", "GET /v1/documents/a/scan", { accept: "image/png" }, 200, "not JSON"],
    ["/v1/documents/{id}/cover", "GET /v1/documents/a/cover", {}, 200, "a field that is not JSON"],
  ])("of %s to %s %j: %i, %s", async (path, line, headers, status, _why) => {
    const answer = await ask(served.url, line, { headers });
    expect([answer.status, faultsOf(path, "get", answer)]).toEqual([status, []]);
  });

  test.each([
    [one, "PUT /v1/documents/a", { ...json, "if-match": '"7"' }, "{}", 200, "the state that was seen"],
    [one, "PUT /v1/documents/a", { ...json, "if-match": '"6"' }, "{}", 412, "another state"],
    [one, "PUT /v1/documents/a?revision=6", json, "{}", 409, "another state, by the request itself"],
    [one, "PUT /v1/documents/a", { ...json, "if-none-match": "*" }, "{}", 412, "something is there"],
    [one, "PUT /v1/documents/a", { "content-type": "text/xml" }, "{}", 415, "no JSON sent"],
    [one, "PUT /v1/documents/a", { ...json, "content-encoding": "zip" }, "{}", 415, "an unknown coding"],
    [one, "PUT /v1/documents/a", json, `{"title": "${"a".repeat(100)}"}`, 413, "a long body"],
    [one, "PUT /v1/documents/a", json, '{"title": 1}', 400, "a violation"],
    ["/v1/documents/{id}/scan", "PUT /v1/documents/a/scan?page=1", {}, "\0", 200, "any bytes"],
    ["/v1/documents/{id}/scan", "PUT /v1/documents/a/scan", {}, "\0".repeat(101), 413, "too many bytes"],
  ])("of %s to %s %j %j: %i, %s", async (path, line, headers, body, status, _why) => {
    const problem = { ...headers, accept: "application/json;q=0.5, application/problem+json" };
    for (const all of [headers, problem]) {
      const answer = await ask(served.url, line, { headers: all, body });
      expect([answer.status, faultsOf(path, "put", answer)]).toEqual([status, []]);
      if (status < 300) break;
      const type = all === problem ? "application/problem+json" : "application/json";
      expect(answer.headers["content-type"]).toBe(type);
    }
  });
});

describe("the document of conditions and bodies that are not JSON", () => {
  const operation = (line: string): JsonObject => {
    const [method = "", path = ""] = line.split(" ");
    return at(document, "paths", path, method.toLowerCase());
  };

  test("is one that a validator of others takes", async () => {
    expect((await new Validator().validate(structuredClone(document))).errors).toBeUndefined();
  });

  test.each([
    [`GET ${one}`, ["If-Match", "If-None-Match"], "a response with a tag"],
    [`PUT ${one}`, ["If-Match", "If-None-Match"], "a state to replace, or none"],
    [`PATCH ${one}`, ["If-Match"], "a state to change"],
    ["PUT /v1/documents/{id}/scan", [], "no option"],
    [`GET /v1/documents/{id}/scan`, [], "none either"],
  ])("gives %s the headers %j: %s", (line, names, _why) => {
    const parameters = operation(line).parameters as JsonObject[];
    const headers = parameters.filter((parameter) => parameter.in === "header");
    expect(headers.map(({ name }) => name)).toEqual(names);
  });

  test.each([
    [`GET ${one}`, ["200", "304", "406", "412", "414", "431", "default"], "no body, but a tag"],
    [`PUT ${one}`, ["200", "406", "412", "413", "414", "415", "431", "default"], "a body and conditions"],
    ["GET /v1/documents/{id}/scan", ["200", "414", "431", "default"], "any type of answer"],
    ["POST /v1/convert", ["200", "413", "414", "415", "431", "default"], "any type of both"],
    ["GET /v1/shelves", ["200", "406", "414", "431", "default"], "no option at all"],
  ])("gives %s the answers %j: %s", (line, statuses, _why) => {
    expect(Object.keys(operation(line).responses as JsonObject)).toEqual(statuses);
  });

  test.each([
    ["PUT /v1/documents/{id}/scan", "requestBody", "It.", "a field"],
    ["POST /v1/convert", "requestBody", undefined, "all of it"],
    ["GET /v1/documents/{id}/cover", "responses.200", "It.", "a field"],
    ["POST /v1/convert", "responses.200", "Success.", "all of it"],
  ])("describes the body of %s, %s, as anything: %s, %s", (line, keys, description, _why) => {
    const { content, description: own } = at(operation(line), ...keys.split("."));
    expect([own, content]).toEqual([description, { "*/*": { schema: {} } }]);
  });

  test("describes only what it uses", () => {
    const names = Object.keys(at(document, "components", "schemas"));
    expect(names).not.toContain("google.api.HttpBody");
    expect(names).toContain("Problem");
    const quiet = documentOf([LibraryService], { operation: (own) => ({ ...own, responses: {} }) });
    expect(at(quiet, "components", "responses")).toBeUndefined();
    expect(Object.keys(at(quiet, "components", "schemas"))).not.toContain("BatchAddBooksResponse");
  });

  test("tells that a mask is implied, of PATCH alone", () => {
    const mask = (line: string) =>
      (operation(line).parameters as JsonObject[]).find(({ name }) => name === "update_mask")?.description;
    expect(mask(`PATCH ${one}`)).toBe("Which of its fields. Without it: the fields that the body names.");
    expect(mask("PUT /v1/drafts/{document.id}")).toBe("Which of its fields.");
  });

  test("asks for no field that a header may set", () => {
    const { schema } = at(operation("POST /v1/documents"), "requestBody", "content", "application/json");
    expect(schema.properties.revision.description).toBe(
      "The revision that it replaces. The header If-Match may say it instead.",
    );
    const strict = { fieldRules: ({ name }: { name: string }) => ({ requiredKey: /revis|only/.test(name) }) };
    const keys = ["paths", "/v1/documents", "post", "requestBody", "content", "application/json", "schema"];
    const own = at(documentOf([ArchiveService], { rules: strict as never }), ...keys);
    expect(own.required).toEqual(["only_new"]);
    expect(own["x-required-without"]).toEqual({ "If-Match": ["revision"] });
  });
});
