import { describe, expect, test } from "vitest";
import { stringRules } from "../../../src/transcoder/openapi/rules/string-rules.ts";

describe("stringRules()", () => {
  test.each([
    [{ min_len: "2", max_len: "3" }, [{ minLength: 2 }, { maxLength: 3 }], "lengths"],
    [{ min_bytes: "5" }, [{ minLength: 2 }], "five bytes are two characters at least"],
    [{ max_bytes: "5" }, [{ maxLength: 5 }], "and five at most"],
    [{ pattern: "(?i)a" }, [], "an expression that only RE2 has is left out"],
    [{ prefix: "a.b" }, [{ pattern: "^a\\.b" }], "what means something in expressions is escaped"],
    [{ email: true }, [{ format: "email" }], "formats"],
    [{ well_known_regex: "KNOWN_REGEX_HTTP_HEADER_NAME", strict: false }, [], "what has no word is left out"],
  ])("are of %j %j: %s", (rules, schemas, _why) => {
    expect(stringRules(rules)).toEqual(schemas);
  });
});
