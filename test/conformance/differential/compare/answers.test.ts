import { describe, expect, test } from "vitest";
import type { Answer } from "../send.ts";
import { compareAnswers } from "./answers.ts";
import { compareCut } from "./candidates.ts";

function answer(body: unknown, headers: Record<string, string> = {}, status = 200): Answer {
  const text = JSON.stringify(body);
  return { status, headers, text, json: JSON.parse(text) };
}

function error(detail: string, more: object = {}): Answer {
  return answer(
    { errors: [{ status: 400, title: "Bad Request", request_id: "req-1", detail, ...more }] },
    {},
    400,
  );
}

const places = (theirs: Answer, ours: Answer) => compareAnswers(theirs, ours).map(({ where }) => where);

describe("compareAnswers()", () => {
  test.each([
    ["numbers by value", '{"a": 1.0}', '{"a": 1}'],
    ["keys in any order", '{"a": 1, "b": 2}', '{"b": 2, "a": 1}'],
    ["arrays in any order", '{"traits": ["A", "B"]}', '{"traits": ["B", "A"]}'],
  ])("takes %s for equal", (_, theirs, ours) => {
    expect(places(answer(JSON.parse(theirs)), answer(JSON.parse(ours)))).toEqual([]);
  });

  test.each([
    ["a value", { a: { b: 1 } }, { a: { b: 2 } }, "body /a/b"],
    ["a key that is not there", { a: 1 }, {}, "body /a"],
    ["null for nothing", { a: null }, {}, "body /a"],
    ["an item that is there twice", { a: [1] }, { a: [1, 1] }, "body /a"],
    ["the order of links", { links: [1, 2] }, { links: [2, 1] }, "body /links"],
    ["text for a number", { a: "1" }, { a: 1 }, "body /a"],
  ])("tells %s", (_, theirs, ours, place) => {
    expect(places(answer(theirs), answer(ours))).toEqual([place]);
  });

  test("tells the status alone where it differs", () => {
    expect(places(answer({ a: 1 }), answer({ a: 2 }, {}, 201))).toEqual(["status"]);
  });

  test("compares headers by what clients read in them", () => {
    const theirs = { allow: "GET, PUT", location: "http://a/traits/X", "last-modified": "now" };
    const ours = { allow: "PUT,GET", location: "http://b:1/traits/X", "last-modified": "then" };
    expect(places(answer({}, theirs), answer({}, ours))).toEqual([]);
    expect(places(answer({}, theirs), answer({}, { ...ours, vary: "x" }))).toEqual(["header vary"]);
  });

  test("compares errors by their first sentence, and all else in them", () => {
    const theirs = error("Canned.\n\n Bad 'B, A' here. And more.", { code: "x" });
    expect(places(theirs, error("Canned.\n\n Bad 'A, B' here. Or less.", { code: "x" }))).toEqual([]);
    expect(places(theirs, error("Canned.\n\n Good.", { code: "y" }))).toEqual(["error code", "detail"]);
  });
});

describe("compareCut()", () => {
  const candidate = (uuid: string) => ({ allocations: { [uuid]: { resources: { VCPU: 1 } } } });
  const found = (...uuids: string[]) => ({
    allocation_requests: uuids.map(candidate),
    provider_summaries: Object.fromEntries(uuids.map((uuid) => [uuid, {}])),
  });
  const whole = found("A", "B", "C");
  const compare = (limited: ReturnType<typeof found>) =>
    compareCut({ whole, limited: found("A", "B") }, { whole, limited }).map(({ where }) => where);

  test("takes any part of the same size for equal", () => {
    expect(compare(found("C", "B"))).toEqual([]);
  });

  test.each([
    ["too many", found("A", "B", "C"), "limit: number of candidates"],
    ["what is not in the whole", found("A", "D"), "limit: no candidates of the whole"],
    [
      "candidates without summaries",
      { ...found("A", "B"), provider_summaries: {} },
      "limit: missing summaries",
    ],
  ])("tells %s", (_, limited, place) => {
    expect(compare(limited)).toEqual([place]);
  });
});
