import { describe, expect, test } from "vitest";
import { newestQueryForm } from "../../../src/rest/query/query-grammar.ts";
import { parseQuery } from "../../../src/rest/query/query-pairs.ts";
import { traitsGrammar } from "../../../src/rest/query/traits-grammar.ts";

function read(query: string) {
  const parsed = parseQuery(query);
  return traitsGrammar.read("pairs" in parsed ? parsed.pairs : [], newestQueryForm);
}

describe("traitsGrammar", () => {
  test.each<[string, object]>([
    ["", {}],
    ["name=in:A,B", { names: { names: ["A", "B"] } }],
    ["name=in:A,,B", { names: { names: ["A", "", "B"] } }],
    ["name=in:", { names: { names: [""] } }],
    ["name=startswith:CUSTOM_", { namePrefix: "CUSTOM_" }],
    ["name=startswith:a:b", { namePrefix: "a:b" }],
    ["name=startswith:%25", { namePrefix: "%" }],
    ["name=other:A", {}],
    ["name=in:A&name=in:B", { names: { names: ["B"] } }],
    ["associated=true", { associated: true }],
    ["associated=FALSE&name=startswith:A", { associated: false, namePrefix: "A" }],
  ])("reads %j", (query, fields) => {
    expect(read(query)).toEqual({ value: fields });
  });

  const badName =
    "Badly formatted name parameter. Expected name query string parameter in form: " +
    "?name=[in|startswith]:[name1,name2|prefix]. Got: ";

  test.each([
    ["name=in_abc", `${badName}"in_abc"`],
    ["name=", `${badName}""`],
    ["associated=1", 'The query parameter "associated" only accepts "true" or "false"'],
    ["associated=", 'The query parameter "associated" only accepts "true" or "false"'],
    ["associated=1&name=", `${badName}""`],
  ])("refuses %j", (query, words) => {
    expect(read(query)).toEqual({ fault: { words } });
  });
});
