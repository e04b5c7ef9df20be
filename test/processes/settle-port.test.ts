import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config.ts";
import { printAddress, settlePort } from "../../src/processes/settle-port.ts";

describe("settlePort()", () => {
  test("leaves a free port as it is, and rejects for one that somebody listens on", async () => {
    const { port } = await settlePort({ host: "127.0.0.1", port: 0 });
    expect(await settlePort({ host: "127.0.0.1", port })).toEqual({ host: "127.0.0.1", port });
    const server = createServer();
    await once(
      server.listen({ host: "127.0.0.1", port, reusePort: process.platform === "linux" }),
      "listening",
    );
    await expect(settlePort({ host: "127.0.0.1", port })).rejects.toThrow("EADDRINUSE");
    server.close();
  });

  test("chooses one in the place of 0", async () => {
    const { host, port } = await settlePort({ host: "127.0.0.1", port: 0 });
    expect(host).toBe("127.0.0.1");
    expect(port).toBeGreaterThan(0);
  });

  test("rejects for an address of another machine", async () => {
    await expect(settlePort({ host: "192.0.2.1", port: 0 })).rejects.toThrow("EADDRNOTAVAIL");
  });
});

describe("printAddress()", () => {
  test.each(["127.0.0.1:80", "[::1]:80", "localhost:0"])("prints %s as the settings have it", (text) => {
    expect(printAddress(parseConfig({ PLACEMENTD_LISTEN: text }).listen)).toBe(text);
  });
});
