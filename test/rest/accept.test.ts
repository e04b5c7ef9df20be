import { describe, expect, test } from "vitest";
import { acceptsJson, errorFormat } from "../../src/rest/accept.ts";

/** Accept headers as the real Placement takes them: whether a GET is answered, and the form of an error. */
const headers: readonly (readonly [accept: string | undefined, json: boolean, error: string])[] = [
  [undefined, true, "json"],
  ["", true, "json"],
  ["*/*", true, "json"],
  ["application/json", true, "json"],
  ["application/JSON", true, "json"],
  ["application/*", true, "json"],
  ["text/html", false, "html"],
  ["text/*", false, "html"],
  ["text/plain", false, "plain"],
  ["image/png", false, "plain"],
  ["text/html, */*", true, "html"],
  ["application/json, */*", true, "html"],
  ["application/json, text/html", true, "html"],
  ["*/*, text/html;q=0.9", true, "json"],
  ["text/html;q=0.5, application/json", true, "json"],
  ["text/html;q=0.5, application/json;q=0.4", true, "html"],
  ["text/plain, application/json;q=0.5", true, "json"],
  ["text/plain, text/html;q=0.2", false, "html"],
  ["image/png, application/json;q=0.3", true, "json"],
  ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true, "html"],
  ["*/*;q=0.1, application/json;q=0", false, "html"],
  ["text/html;q=0, application/json;q=0", false, "plain"],
  ["text/html, */*;q=0", false, "html"],
  ["application/json;foo=bar", false, "plain"],
  ["garbage", true, "html"],
  ["application/json;q=2", true, "html"],
];

describe("acceptsJson() and errorFormat()", () => {
  test.each(headers)("%j takes JSON: %s; errors are %s", (accept, json, error) => {
    expect(acceptsJson(accept)).toBe(json);
    expect(errorFormat(accept)).toBe(error);
  });

  test("do not backtrack over long headers", () => {
    const accept = `${"a/b;c=d".repeat(2000)};`;
    const started = performance.now();
    acceptsJson(accept);
    expect(performance.now() - started).toBeLessThan(100);
  });
});
