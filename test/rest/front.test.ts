import { describe, expect, test } from "vitest";
import type { RestRequest } from "../../src/rest/exchange.ts";
import { createFront } from "../../src/rest/front.ts";

/** A request as far as the front looks at it. */
function request(remoteAddress: string, headers: Record<string, string>): RestRequest {
  return {
    headers: { host: "inner:8778", ...headers },
    socket: { remoteAddress },
  } as unknown as RestRequest;
}

const said = {
  "x-forwarded-proto": "https",
  "x-forwarded-host": "cloud.example.com",
  "x-forwarded-prefix": "/placement",
};

describe("createFront()", () => {
  test("shows the request's own host, and the mount prefix of the settings", () => {
    const front = createFront({ mountPrefix: "/below" });
    expect(front(request("127.0.0.1", said))).toEqual({ origin: "http://inner:8778", mountPrefix: "/below" });
  });

  test.each([
    ["an address", "10.1.2.3", ["10.1.2.3"]],
    ["a network", "10.1.2.3", ["192.168.0.0/16", "10.0.0.0/8"]],
    ["an address of IPv6", "fd00::7", ["fd00::/8"]],
    ["one of IPv4 that came by IPv6", "::ffff:10.1.2.3", ["10.0.0.0/8"]],
  ])("believes a proxy that is trusted by %s", (_, address, trustedProxies) => {
    expect(createFront({ trustedProxies })(request(address, said))).toEqual({
      origin: "https://cloud.example.com",
      mountPrefix: "/placement",
    });
  });

  test("believes nobody else", () => {
    const front = createFront({ mountPrefix: "/below", trustedProxies: ["10.0.0.0/8"] });
    expect(front(request("11.1.2.3", said))).toEqual({ origin: "http://inner:8778", mountPrefix: "/below" });
  });

  test("takes the first of several values, and leaves out the port that the scheme implies", () => {
    const front = createFront({ trustedProxies: ["10.0.0.1"] });
    const headers = { "x-forwarded-proto": "https, http", "x-forwarded-host": "outer:443, middle:80" };
    expect(front(request("10.0.0.1", headers)).origin).toBe("https://outer");
  });

  test.each([
    ["x-forwarded-proto", "gopher"],
    ["x-forwarded-host", "evil.example.com/path?x="],
    ["x-forwarded-host", "a b"],
    ["x-forwarded-prefix", "//evil.example.com"],
    ["x-forwarded-prefix", "no-slash"],
    ["x-forwarded-prefix", "/a/../\r\nset-cookie: x"],
  ])("ignores %s: %j, also from a trusted proxy", (name, value) => {
    const front = createFront({ trustedProxies: ["10.0.0.1"] });
    expect(front(request("10.0.0.1", { [name]: value }))).toEqual({
      origin: "http://inner:8778",
      mountPrefix: "",
    });
  });
});
