import { describe, expect, test } from "vitest";
import { ConfigError, parseConfig, settingsTable } from "../src/config.ts";

/** The problems that an environment is refused with. */
function problems(env: Record<string, string>): readonly string[] {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe("parseConfig()", () => {
  test("has a default for all that can have one", () => {
    const config = parseConfig({ PATH: "/bin" });
    expect(config.listen).toStrictEqual({ host: "127.0.0.1", port: 8778 });
    expect(config.databaseUrl).toBeUndefined();
    expect(config.tlsCertFile).toBeUndefined();
    expect(config.dataDir).toMatch(/\/\.data$/);
    expect(config.incompleteProjectId).toBe("00000000-0000-0000-0000-000000000000");
  });

  test.each([
    ["0.0.0.0:0", { host: "0.0.0.0", port: 0 }],
    ["[::1]:8778", { host: "::1", port: 8778 }],
    ["localhost:65535", { host: "localhost", port: 65535 }],
  ])("listens on %s", (text, address) => {
    expect(parseConfig({ PLACEMENTD_LISTEN: text }).listen).toStrictEqual(address);
  });

  test.each([
    ["true", true],
    ["False", false],
  ])("takes %s for %s", (text, value) => {
    expect(parseConfig({ PLACEMENTD_ENFORCE_SCOPE: text }).enforceScope).toBe(value);
  });

  test("takes lists apart", () => {
    const config = parseConfig({
      PLACEMENTD_CORS_ALLOWED_ORIGIN: "https://a.example, http://b.example:81",
      PLACEMENTD_CORS_ALLOW_HEADERS: "x-a,X-B",
    });
    expect(config.corsAllowedOrigin).toStrictEqual(["https://a.example", "http://b.example:81"]);
    expect(config.corsAllowHeaders).toStrictEqual(["x-a", "X-B"]);
    expect(parseConfig({}).corsAllowedOrigin).toBeUndefined();
  });

  test("takes an empty variable for an absent one", () => {
    expect(parseConfig({ PLACEMENTD_LOG_LEVEL: "" }).logLevel).toBe("info");
  });

  test.each([
    ["PLACEMENTD_LISTEN", "8778", "no host"],
    ["PLACEMENTD_LISTEN", ":8778", "an empty host"],
    ["PLACEMENTD_LISTEN", "::1:8778", "IPv6 without brackets"],
    ["PLACEMENTD_LISTEN", "localhost:65536", "a port beyond the last"],
    ["PLACEMENTD_LISTEN", "localhost:", "an empty port"],
    ["PLACEMENTD_BODY_BYTES_MAX", "4MiB", "a unit"],
    ["PLACEMENTD_BODY_BYTES_MAX", "-1", "a sign"],
    ["PLACEMENTD_BODY_BYTES_MAX", "1023", "below the least"],
    ["PLACEMENTD_STREAMS_MAX", "1e2", "an exponent"],
    ["PLACEMENTD_STREAMS_MAX", "100001", "above the most"],
    ["PLACEMENTD_LOG_LEVEL", "verbose", "no such level"],
    ["DATABASE_URL", "mysql://localhost/x", "another database"],
    ["DATABASE_URL", "localhost:5432", "no URL"],
    ["PLACEMENTD_ENFORCE_SCOPE", "yes", "another word"],
    ["PLACEMENTD_CORS_ALLOWED_ORIGIN", "https://a.example/", "a slash at the end"],
    ["PLACEMENTD_CORS_ALLOWED_ORIGIN", "a.example", "no scheme"],
    ["PLACEMENTD_CORS_ALLOWED_ORIGIN", "https://a.example,", "an empty one"],
    ["PLACEMENTD_CORS_EXPOSE_HEADERS", "x-a x-b", "no comma"],
    ["PLACEMENTD_LISTN", "localhost:1", "a misspelt name"],
  ])("refuses %s=%s: %s", (name, value) => {
    expect(problems({ [name]: value })).toStrictEqual([expect.stringMatching(new RegExp(`^${name} `))]);
  });

  test("tells all problems at once", () => {
    expect(problems({ PLACEMENTD_LISTEN: "x", PLACEMENTD_STREAMS_MAX: "x", PLACEMENTD_X: "x" })).toHaveLength(
      3,
    );
  });

  test("never repeats a database's URL, which may hold a password", () => {
    expect(problems({ DATABASE_URL: "mysql://user:hunter2@host/x" }).join()).not.toContain("hunter2");
  });

  test("wants a certificate's key with it", () => {
    expect(problems({ PLACEMENTD_TLS_CERT_FILE: "/x.pem" })).toHaveLength(1);
  });
});

describe("settingsTable()", () => {
  test("has a row with a default that parses for each setting", () => {
    const names = [...settingsTable().matchAll(/^\| `(\w+)` \| (?:`([^`]*)`)?/gm)];
    expect(names.map(([, name]) => name)).toContain("PLACEMENTD_SHUTDOWN_GRACE_MS");
    const defaults = names
      .filter(([, , value]) => value !== undefined)
      .map(([, name, value]) => [name!, value!]);
    expect(parseConfig(Object.fromEntries(defaults))).toStrictEqual(parseConfig({}));
  });
});
