import { describe, expect, test } from "vitest";
import { headerView, lazyHeaders } from "../../src/transcoder/header-view.ts";

const raw = () => ({
  ":path": "/x",
  "x-one": "1",
  "x-many": ["a", "b"],
  "x-absent": undefined,
  headers: "not a request",
});

describe("headerView()", () => {
  test("reads what a real Headers would, whatever the name's case", () => {
    const view = headerView(raw());
    expect(view.get("X-One")).toBe("1");
    expect(view.get("x-many")).toBe("a, b");
    expect(view.get("x-absent")).toBeNull();
    expect(view.has("x-one")).toBe(true);
  });

  test.each(["constructor", "__proto__", "hasOwnProperty"])(
    "takes nothing of a prototype for a header: %s",
    (name) => {
      expect(headerView({}).get(name)).toBeNull();
    },
  );

  test("iterates without HTTP/2's pseudo headers", () => {
    const view = headerView(raw());
    const expected = [
      ["headers", "not a request"],
      ["x-many", "a, b"],
      ["x-one", "1"],
    ];
    expect([...view]).toStrictEqual(expected);
    expect([...view.entries()]).toStrictEqual(expected);
    expect([...view.keys()]).toStrictEqual(expected.map(([key]) => key));
    expect([...view.values()]).toStrictEqual(expected.map(([, value]) => value));
    const seen: string[][] = [];
    view.forEach((value, key) => {
      seen.push([key, value]);
    });
    expect(seen).toStrictEqual(expected);
    expect([...new Headers(view)]).toStrictEqual(expected);
  });

  test("shows what was written to it, and leaves node's object alone", () => {
    const source = raw();
    const view = headerView(source);
    view.set("x-one", "2");
    view.append("x-new", "3");
    view.delete("x-many");
    expect([view.get("x-one"), view.get("x-new"), view.get("x-many")]).toStrictEqual(["2", "3", null]);
    expect(source).toStrictEqual(raw());
  });

  test("skips what the web's Headers refuse", () => {
    expect([...headerView({ "x-name": "Żółw", "x-fine": "ok" })]).toStrictEqual([["x-fine", "ok"]]);
  });
});

describe("lazyHeaders()", () => {
  test("know whether anything was written", () => {
    const headers = lazyHeaders();
    expect([headers.untouched, headers.get("x"), headers.untouched]).toStrictEqual([true, null, true]);
    headers.append("set-cookie", "a=1");
    headers.append("set-cookie", "b=2");
    expect(headers.untouched).toBe(false);
    expect(headers.getSetCookie()).toStrictEqual(["a=1", "b=2"]);
  });
});
