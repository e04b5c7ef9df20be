import { describe, expect, test } from "vitest";
import { createRouter } from "../../../src/transcoder/index.ts";
import { EveryKindService } from "../gen/library/v1/every_kind_pb.ts";
import { LibraryService } from "../gen/library/v1/library_pb.ts";
import { bind, bindTo } from "../kit/bind.ts";
import { compile } from "../kit/compile.ts";

const router = createRouter([LibraryService, EveryKindService]);

type Row = readonly [request: string, expected: object | string, why: string, body?: string];

/** Rows expect a message, as proto-JSON, or the only violation. */
function check(rows: readonly Row[]): void {
  for (const [request, expected, why, body] of rows) {
    test(`${request}${body === undefined ? "" : ` ${body}`}: ${why}`, () => {
      const { message, violations } = bind(router, request, body);
      if (typeof expected === "string") expect(violations).toEqual([expected]);
      else expect({ message, violations }).toEqual({ message: expected, violations: [] });
    });
  }
}

describe("the path", () => {
  check([
    ["GET /v1/shelves/7", { shelf: "7" }, "gives a 64-bit integer"],
    ["GET /v1/shelves/9007199254740993", { shelf: "9007199254740993" }, "exactly"],
    ["GET /v1/shelves/-1", { shelf: "-1" }, "of any sign"],
    ["GET /v1/shelves/seven", 'shelf type "seven" [integer]', "not a text"],
    ["GET /v1/shelves/7.5", 'shelf type "7.5" [integer]', "nor a fraction"],
    ["GET /v1/shelves/%207", 'shelf type " 7" [integer]', "nor with a space"],
    [
      "GET /v1/shelves/9223372036854775808",
      'shelf int64.range "9223372036854775808" [9223372036854775807]',
      "nor too large",
    ],
    ["GET /v1/shelves/1/books/2", { name: "shelves/1/books/2" }, "gives several segments"],
    ["GET /v1/pages", {}, "gives nothing for no segments"],
    [
      "GET /v1/path/-5/18446744073709551615/1e3/true/AQID/COLOR_RED/2020-02-29T12:00:00.5Z/-1.5s/a.b,cD/8/hi",
      {
        int32: -5,
        uint64: "18446744073709551615",
        double: 1000,
        bool: true,
        bytes: "AQID",
        color: "COLOR_RED",
        timestamp: "2020-02-29T12:00:00.500Z",
        duration: "-1.500s",
        field_mask: "a.b,cD",
        int64_value: "8",
        nested: { text: "hi" },
      },
      "gives every type that has a text",
    ],
  ]);

  test("collects what is wrong with each variable", () => {
    const bound = bind(router, "GET /v1/path/1.5/-1/x/yes/*/COLOR_BLUE/now/1/a%20b/z/ok");
    expect(bound.violations).toEqual([
      'int32 type "1.5" [integer]',
      'uint64 uint64.range "-1" [0]',
      'double type "x" [number]',
      'bool type "yes" [boolean]',
      'bytes malformed "*" [base64]',
      'color enum "COLOR_BLUE" [COLOR_UNSPECIFIED,COLOR_RED,COLOR_ULTRAVIOLET]',
      'timestamp malformed "now" [date-time]',
      'duration malformed "1" [duration]',
      'field_mask malformed "a b" [field-mask]',
      'int64_value type "z" [integer]',
    ]);
    expect(bound.message).toEqual({ nested: { text: "ok" } });
  });

  const inOneof = compile(EveryKindService.method.echo, "GET /{choice_int64_value}/{nested.nested.text}");
  test("gives members of oneofs, and fields deep inside", () => {
    expect(bindTo(inOneof, { params: ["5", "x"] }).message).toEqual({
      choice_int64_value: "5",
      nested: { nested: { text: "x" } },
    });
  });
});

describe("a query", () => {
  check([
    ["GET /v1/shelves", {}, "may be absent"],
    ["GET /v1/shelves?", {}, "or empty"],
    ["GET /v1/shelves?&&", {}, "or have nothing between its separators"],
    ["GET /v1/shelves?page_size=5", { page_size: 5 }, "names fields by their proto names"],
    ["GET /v1/shelves?pageSize=5", { page_size: 5 }, "or their JSON names"],
    ["GET /v1/shelves?page%5Fsize=5", { page_size: 5 }, "percent-encoded or not"],
    ["GET /v1/shelves?page_token=a+b%2Bc", { page_token: "a b+c" }, "has a plus for a space"],
    ["GET /v1/shelves?page_token=a=b", { page_token: "a=b" }, "splits at the first equals sign"],
    ["GET /v1/shelves?page_token=a;b", { page_token: "a;b" }, "but not at semicolons"],
    ["GET /v1/shelves?page_token", {}, "may leave out a text's value"],
    ["GET /v1/shelves?min_count=0", { min_count: 0 }, "sets what tells unset from zero"],
    [
      "GET /v1/shelves?genres=GENRE_POETRY&genres=1",
      { genres: ["GENRE_POETRY", "GENRE_FICTION"] },
      "repeats for lists",
    ],
    ["GET /v1/shelves?genres=77", { genres: [77] }, "has numbers of open enums that nobody declared"],
    [
      "GET /v1/shelves?book.title=x&book.authors=1",
      '(all) unknown_field "book.authors"',
      "has no lists of messages",
    ],
    [
      "GET /v1/shelves?book.title=x&book.pageCount=2",
      { book: { title: "x", page_count: 2 } },
      "reaches into messages",
    ],
    ["GET /v1/shelves?book.isbn=x", { book: { isbn: "x" } }, "and oneofs"],
    [
      "GET /v1/shelves?book.isbn=x&book.archive_number=1",
      "book.archive_number oneof",
      "but only to one member",
    ],
    [
      "GET /v1/shelves?since=2020-01-01T00:00:00%2B02:00",
      { since: "2019-12-31T22:00:00Z" },
      "has timestamps",
    ],
    [
      "GET /v1/shelves?read_mask=name,book_count",
      { read_mask: "name,bookCount" },
      "has masks of proto names",
    ],
    ["GET /v1/shelves?read_mask=name,bookCount", { read_mask: "name,bookCount" }, "or of JSON names"],
    ["GET /v1/shelves?read_mask=", { read_mask: "" }, "or of nothing"],
  ]);

  check([
    ["GET /v1/shelves?page_size=", 'page_size type "" [integer]', "has no empty numbers"],
    ["GET /v1/shelves?page_size", 'page_size type "" [integer]', "nor missing ones"],
    ["GET /v1/shelves?page_size=+5", 'page_size type " 5" [integer]', "nor spaces before them"],
    ["GET /v1/shelves?page_size=05", 'page_size type "05" [integer]', "nor zeros"],
    ["GET /v1/shelves?page_size=0x5", 'page_size type "0x5" [integer]', "nor other bases"],
    ["GET /v1/shelves?page_size=1e1", { page_size: 10 }, "but exponents, as in JSON"],
    ["GET /v1/shelves?page_size=5&page_size=6", 'page_size duplicate "6"', "has a single field once"],
    ["GET /v1/shelves?page_size=5&pageSize=6", 'page_size duplicate "6"', "by whatever name"],
    ["GET /v1/shelves?nothing=1", '(all) unknown_field "nothing"', "has no other parameters"],
    ["GET /v1/shelves?PAGE_SIZE=1", '(all) unknown_field "PAGE_SIZE"', "in no other case"],
    ["GET /v1/shelves?=1", '(all) unknown_field ""', "nor without a name"],
    ["GET /v1/shelves?page_size.x=1", '(all) unknown_field "page_size.x"', "nor inside of scalars"],
    ["GET /v1/shelves?since.seconds=1", '(all) unknown_field "since.seconds"', "nor of timestamps"],
    ["GET /v1/shelves?book=x", '(all) unknown_field "book"', "nor messages as a whole"],
    ["GET /v1/shelves?book.=x", '(all) unknown_field "book."', "nor half a path"],
    ["GET /v1/shelves?labels=x", '(all) unknown_field "labels"', "nor maps"],
    ["GET /v1/shelves?labels.a=x", '(all) unknown_field "labels.a"', "nor their keys"],
    ["GET /v1/shelves?books.title=x", '(all) unknown_field "books.title"', "nor lists of messages"],
    ["GET /v1/shelves?__proto__=x", '(all) unknown_field "__proto__"', "nor what objects inherit"],
    ["GET /v1/shelves?constructor.name=x", '(all) unknown_field "constructor.name"', "at any depth"],
    ["GET /v1/shelves/7?shelf=8", '(all) unknown_field "shelf"', "nor what the path binds"],
    ["POST /v1/shelves?shelf.name=x", '(all) unknown_field "shelf.name"', "nor what the body binds", "{}"],
    ["POST /v1/shelves?dry_run=true", { dry_run: true, shelf: {} }, "but what it doesn't", "{}"],
    ["POST /v1/shelves?dry_run=1", 'dry_run type "1" [boolean]', "where true is the word", "{}"],
    [
      "POST /v1/shelves/7:merge?other=8",
      '(all) unknown_field "other"',
      "and nothing if the body has all",
      "{}",
    ],
    [
      "GET /v1/echo?nested.every_kind.nested.text=x",
      { nested: { every_kind: { nested: { text: "x" } } } },
      "nests",
    ],
    [
      "GET /v1/echo?int32_value_list=1&int32_value_list=2&timestamp_list=1970-01-01T00:00:00Z",
      { int32_value_list: [1, 2], timestamp_list: ["1970-01-01T00:00:00Z"] },
      "lists what has a text",
    ],
    [
      "GET /v1/echo?bool_value=false&double=NaN&float=-Infinity",
      { bool_value: false, double: "NaN", float: "-Infinity" },
      "has what numbers can be",
    ],
    ["GET /v1/echo?bytes=-_8", { bytes: "+/8=" }, "has bytes in the alphabet of URLs"],
    ["GET /v1/echo?bytes=%2B/8=", { bytes: "+/8=" }, "or the other one"],
    ["GET /v1/echo?bytes=-/8", 'bytes malformed "-/8" [base64]', "but not in both"],
    ["GET /v1/echo?bytes=+/8=", 'bytes malformed " /8=" [base64]', "where a plus is a space, as everywhere"],
    [
      "GET /v1/echo?bytes_value=AQ&string_value=&bool_value=true",
      { bytes_value: "AQ==", string_value: "", bool_value: true },
      "has wrappers by what is in them",
    ],
    [
      "GET /v1/echo?color=-7&color_list=COLOR_RED&color_list=1",
      { color: "COLOR_ULTRAVIOLET", color_list: ["COLOR_RED", "COLOR_RED"] },
      "has enums by name or number",
    ],
    [
      "GET /v1/echo?color=color_red",
      'color enum "color_red" [COLOR_UNSPECIFIED,COLOR_RED,COLOR_ULTRAVIOLET]',
      "in their own case",
    ],
    [
      "GET /v1/echo?duration=-0.5s&field_mask=a.b,c_d",
      { duration: "-0.500s", field_mask: "a.b,cD" },
      "has durations and masks",
    ],
    [
      "GET /v1/echo?optional_string=&optional_bool=false&optional_bytes=",
      { optional_string: "", optional_bool: false, optional_bytes: "" },
      "sets optional fields to what they are by themselves",
    ],
    [
      "GET /v1/echo?choice_timestamp=1970-01-01T00:00:00Z",
      { choice_timestamp: "1970-01-01T00:00:00Z" },
      "sets a member of a oneof",
    ],
    ["GET /v1/echo?choice_int32=0&choice_string=x", "choice_string oneof", "but one alone"],
    ["GET /v1/echo?choice_int32=1&choice_int32=2", 'choice_int32 duplicate "2"', "and once"],
    ["GET /v1/echo?choice_null=NULL_VALUE", { choice_null: null }, "has null by its name"],
    ["GET /v1/echo?value=1", '(all) unknown_field "value"', "has nothing that could be any type"],
    ["GET /v1/echo?int64_text=7", { int64_text: "7" }, "keeps integers as text where the field says so"],
  ]);

  test("does not nest for ever", () => {
    const deep = (steps: number) => `GET /v1/echo?${"nested.".repeat(steps)}text=x`;
    expect(bind(router, deep(31)).violations).toEqual([]);
    expect(bind(router, deep(32)).violations).toHaveLength(1);
    expect(bind(router, deep(100_000)).violations).toHaveLength(1);
  });

  test("is not looked at beyond a hundred violations", () => {
    const query = Array.from({ length: 1000 }, (_, at) => `x${at}=1`).join("&");
    expect(bind(router, `GET /v1/shelves?${query}`).violations).toHaveLength(100);
    expect(bind(router, `POST /v1/shelves/7:merge?${query}`, "{}").violations).toHaveLength(100);
  });
});

describe("a body", () => {
  check([
    ["POST /v1/shelves/7:merge", { shelf: "7", other: "8" }, "of everything", '{"other":"8"}'],
    ["POST /v1/shelves/7:merge", { shelf: "7" }, "may be absent"],
    [
      "POST /v1/shelves/7:merge",
      '(all) unknown_field "shelf"',
      "has not what the path binds",
      '{"shelf":"7"}',
    ],
    ["POST /v1/shelves/7:merge", "(all) type [] [object]", "is an object", "[]"],
    ["POST /v1/shelves/7:merge", "(all) type null [object]", "and not null", "null"],
    ["POST /v1/shelves", { shelf: { name: "x" } }, "of one field", '{"name":"x"}'],
    ["POST /v1/shelves", "shelf type 5 [object]", "names the field", "5"],
    ["POST /v1/shelves", {}, "of which null is nothing", "null"],
    [
      "POST /v1/shelves/7/books:batchAdd",
      { shelf: "7", books: [{ title: "a" }, {}] },
      "of a list",
      '[{"title":"a"},{}]',
    ],
    ["POST /v1/shelves/7/books:batchAdd", "books type {} [array]", "which is one", "{}"],
    [
      "POST /v1/shelves/7/books:batchAdd",
      "books[1].title type 5 [string]",
      "names the item",
      '[{},{"title":5}]',
    ],
    ["PUT /v1/shelves/7/labels", { shelf: "7", labels: { a: "b" } }, "of a map", '{"a":"b"}'],
    ["PUT /v1/shelves/7/labels", 'labels["a\\"b"] type 1 [string]', "names the key", '{"a\\"b":1}'],
  ]);

  const name = "shelves/1/books/2";
  check([
    [
      `PATCH /v1/${name}`,
      { book: { name, title: "x" } },
      "fills the message that the path is in",
      '{"title":"x"}',
    ],
    [`PATCH /v1/${name}`, { book: { name } }, "may repeat what the path says", `{"name":"${name}"}`],
    [
      `PATCH /v1/${name}`,
      `book.name path_conflict "other" [${name}]`,
      "but not contradict it",
      '{"name":"other"}',
    ],
    [
      `PATCH /v1/${name}?update_mask=title`,
      { book: { name }, update_mask: "title" },
      "stands beside a query",
      "{}",
    ],
  ]);

  test("can't contradict a nested variable of any type", () => {
    const echo = EveryKindService.method.echo;
    const variables = ["int64", "bytes", "timestamp", "int32_value", "color", "choice_string"];
    const path = variables.map((one) => `{nested.every_kind.${one}}`).join("/");
    const route = compile(echo, `POST /${path}`, { body: "*" });
    const params = ["1", "AQ==", "2020-01-01T00:00:00Z", "5", "COLOR_RED", "x"];
    const says = (fields: object) =>
      bindTo(route, { params, body: JSON.stringify({ nested: { every_kind: fields } }) }).violations;
    const same = {
      int64: 1,
      bytes: "AQ",
      timestamp: "2020-01-01T01:00:00+01:00",
      int32_value: 5,
      color: 1,
      choice_string: "x",
    };
    expect(says(same)).toEqual([]);
    expect(
      says({ int64: "2", bytes: "Ag==", timestamp: "2020-01-01T00:00:01Z", int32_value: 0, color: -7 }),
    ).toHaveLength(5);
    expect(says({ choice_int32: 1 })).toEqual(["nested.every_kind.choice_string oneof"]);
  });
});
