import { afterEach, describe, expect, test, vi } from "vitest";
import { RouteTrie } from "../../../src/transcoder/routing/route-trie.ts";
import { parseTemplate } from "../../../src/transcoder/template/parse-template.ts";

afterEach(() => vi.restoreAllMocks());

/** A trie of so many rules, in four forms. */
function trieOf(rules: number): RouteTrie<number> {
  const trie = new RouteTrie<number>();
  for (let i = 0; i < rules; i++) {
    const kind = `kind${i >> 2}`;
    const forms = [
      `/v1/${kind}`,
      `/v1/${kind}/{id}`,
      `/v1/${kind}/{id}/parts/{part}`,
      `/v1/${kind}/{rest=**}:copy`,
    ];
    trie.insert(parseTemplate(forms[i & 3] ?? ""), "GET", i);
  }
  return trie;
}

/** What is found, and how many look-ups in maps that took. */
function lookUps(
  trie: RouteTrie<number>,
  path: string,
  verb?: string,
): [found: number | undefined, count: number] {
  const segments = path.split("/").slice(1);
  const spy = vi.spyOn(Map.prototype, "get");
  const found = trie.find(segments, verb, "GET");
  const count = spy.mock.calls.length;
  spy.mockRestore();
  return [found, count];
}

describe("finding a rule", () => {
  test.each([
    ["/v1/kind1", undefined, 4, "a literal"],
    ["/v1/kind1/7", undefined, 5, "a variable"],
    ["/v1/kind1/7/parts/8", undefined, 6, "two"],
    ["/v1/kind1/a/b/c/d", "copy", 7, "a variable of several segments, with a verb"],
    ["/v1/kind1/a/b/c/d", undefined, undefined, "nothing"],
    ["/v2/kind1", undefined, undefined, "nothing, from the first segment on"],
  ])("of %s %s costs the same among 8 rules as among 40,000: %s, %s", (path, verb, found, _what) => {
    const [few, many] = [8, 40_000].map((rules) => lookUps(trieOf(rules), path, verb));
    expect(few?.[0]).toBe(found);
    expect(many).toEqual(few);
    expect(many?.[1]).toBeLessThan(20);
  });
});
