import { create, type DescMethod } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { HttpRuleSchema } from "../../src/gen/google/api/http_pb.ts";
import { compileRoute, RuleError } from "../../src/transcoder/index.ts";
import { EveryKindService } from "./gen/library/v1/every_kind_pb.ts";
import { LibraryService } from "./gen/library/v1/library_pb.ts";
import { StreamService, UploadService } from "./gen/library/v1/stream_pb.ts";
import { compile, type rule } from "./kit/compile.ts";

const { echo } = EveryKindService.method;
const { getShelf, updateBook, listShelves, createShelf, addBooks } = LibraryService.method;

type Row = readonly [method: DescMethod, rule: string, more: Parameters<typeof rule>[1], reason: string];

function refuses(rows: readonly Row[]): void {
  for (const [method, text, more, reason] of rows) {
    test(`${text} ${JSON.stringify(more)}: ${reason}`, () => {
      const error = thrownBy(() => compile(method, text, more));
      expect(error).toBeInstanceOf(RuleError);
      expect(error).toMatchObject({
        file: `${method.parent.file.name}.proto`,
        method: `${method.parent.typeName}.${method.name}`,
      });
      expect((error as RuleError).reason).toContain(reason);
    });
  }
}

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("path variables that are refused", () => {
  refuses([
    [getShelf, "GET /{nothing}", {}, 'has no field "nothing"'],
    [getShelf, "GET /{Shelf}", {}, 'has no field "Shelf"'],
    [echo, "GET /{optionalInt32}", {}, 'has no field "optionalInt32"'],
    [updateBook, "GET /{book.nothing}", {}, 'library.v1.Book has no field "nothing"'],
    [updateBook, "GET /{book.name.x}", {}, "book.name.x: name is not a singular message field"],
    [echo, "GET /{nested_list.text}", {}, "nested_list is not a singular message field"],
    [echo, "GET /{nested_map.text}", {}, "nested_map is not a singular message field"],
    [echo, "GET /{timestamp.seconds}", {}, "timestamp has a JSON form without fields"],
    [echo, "GET /{int64_value.value}", {}, "int64_value has a JSON form without fields"],
    [echo, "GET /{int32_list}", {}, "a repeated field can't be bound by a path"],
    [echo, "GET /{string_map}", {}, "a map can't be bound by a path"],
    [echo, "GET /{nested}", {}, "a message can't be bound by a path"],
    [echo, "GET /{struct}", {}, "a message can't be bound by a path"],
    [echo, "GET /{value}", {}, "a message can't be bound by a path"],
    [echo, "GET /{any}", {}, "a message can't be bound by a path"],
    [getShelf, "GET /{shelf}/{shelf}", {}, "path variable {shelf} is bound twice"],
    [updateBook, "GET /{book.name}/x/{book.name=y/*}", {}, "path variable {book.name} is bound twice"],
    [echo, "GET /{choice_int32}/{choice_string}", {}, "another one sets the oneof choice"],
    [updateBook, "GET /{book.isbn}/{book.archive_number}", {}, "another one sets the oneof book.identity"],
    [echo, "GET /{choice_nested.text}/{choice_string}", {}, "another one sets the oneof choice"],
    [getShelf, "GET /{shelf=a/*}", {}, "nothing that it matches is a value of the field"],
    [echo, "GET /{timestamp=*/*}", {}, "nothing that it matches is a value of the field"],
    [echo, "GET /{color=RED}", {}, "nothing that it matches is a value of the field"],
    [echo, "GET /{int64_value=x/**}", {}, "nothing that it matches is a value of the field"],
    [echo, "GET /{bool=true/false}", {}, "nothing that it matches is a value of the field"],
  ]);

  test("but two fields of a message in a oneof are not", () => {
    expect(compile(echo, "GET /{choice_nested.text}/{choice_nested.nested.text}").variables).toHaveLength(2);
  });
});

describe("path variables that are accepted", () => {
  test.each([
    ["GET /{color=COLOR_RED}/{int32=5}/{bool=true}", "texts that are values"],
    ["GET /{int64=**}", "what may be a value"],
    [
      "GET /{bytes=a/*}/{bytes_value=b/*}/{choice_string=c/*}/{string_value=*/**}",
      "slashes in texts and base64",
    ],
    ["GET /{nested.nested.nested.text=a/**}", "at any depth"],
  ])("%s: %s", (rule) => {
    expect(compile(echo, rule).variables).not.toEqual([]);
  });
});

describe("bodies that are refused", () => {
  refuses([
    [getShelf, "GET /x", { body: "*" }, "requests of GET have no body to map"],
    [getShelf, "DELETE /x", { body: "*" }, "requests of DELETE have no body to map"],
    [getShelf, "HEAD /x", { body: "*" }, "requests of HEAD have no body to map"],
    [getShelf, "* /x", { body: "*" }, "requests of any method have no body to map"],
    [createShelf, "POST /x", { body: "nothing" }, 'body: there is no top-level field "nothing"'],
    [createShelf, "POST /x", { body: "shelf.name" }, 'body: there is no top-level field "shelf.name"'],
    [addBooks, "POST /{shelf}", { body: "shelf" }, "body: shelf is bound by the path already"],
    [echo, "POST /{choice_int32}", { body: "choice_nested" }, "body: the path sets the oneof choice already"],
    [
      createShelf,
      "POST /x",
      { responseBody: "nothing" },
      'response_body: there is no top-level field "nothing"',
    ],
    [createShelf, "POST /x", { responseBody: "shelf.name" }, "response_body: there is no top-level field"],
  ]);
});

describe("rules that are refused", () => {
  refuses([
    [getShelf, "GET /a/", {}, "expected a literal"],
    [getShelf, "GET a", {}, 'expected "/"'],
    [getShelf, "B@D /a", {}, '"B@D" is not an HTTP method'],
    [getShelf, " /a", {}, '"" is not an HTTP method'],
    [getShelf, "TRACE /a", {}, "TRACE is not for requests of this kind"],
    [getShelf, "get /a", {}, '"get" is not an HTTP method: they are told apart by case'],
    [getShelf, "Options /a", {}, '"Options" is not an HTTP method: they are told apart by case'],
    [getShelf, "GET /a/../b", {}, 'clients take ".." out of paths'],
    [getShelf, "GET /a", { selector: "library.v1.Other.Method" }, "names another method"],
  ]);

  test("one without a method", () => {
    expect(() => compileRoute(getShelf, create(HttpRuleSchema))).toThrow(
      "the rule has no HTTP method and path",
    );
  });

  test("a hidden field in the path, or as a body", () => {
    const fieldRules = () => ({ hidden: true });
    expect(() => compile(getShelf, "GET /{shelf}", {}, { fieldRules })).toThrow("the field is hidden");
    expect(() => compile(createShelf, "POST /x", { body: "shelf" }, { fieldRules })).toThrow(
      "shelf is hidden",
    );
    expect(() => compile(createShelf, "POST /x", { responseBody: "shelf" }, { fieldRules })).toThrow(
      "response_body: shelf is hidden",
    );
  });
});

describe("streams that are refused", () => {
  refuses([
    [UploadService.method.upload, "POST /x", { body: "*" }, "streams of requests are not served over HTTP"],
    [UploadService.method.talk, "POST /x", { body: "*" }, "streams of requests are not served over HTTP"],
  ]);

  test("but those of answers are routes like others, and say so", () => {
    expect(compile(StreamService.method.follow, "GET /x").stream).toBe(true);
    expect(compile(getShelf, "GET /x").stream).toBe(false);
  });
});

describe("rules that are accepted", () => {
  test("with their own selector", () => {
    const route = compile(listShelves, "GET /a", { selector: "library.v1.LibraryService.ListShelves" });
    expect(route).toMatchObject({ httpMethod: "GET", template: "/a", hasBody: false, variables: [] });
  });

  test("with a body and variables", () => {
    const route = compile(updateBook, "PATCH /{book.name=a/*}", { body: "book" });
    expect(route).toMatchObject({ httpMethod: "PATCH", hasBody: true, variables: ["book.name"] });
  });
});
