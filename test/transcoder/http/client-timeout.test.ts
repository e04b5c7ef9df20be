import { Code } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { clientTimeoutMs } from "../../../src/transcoder/http/client-timeout.ts";
import { createArchive } from "../kit/archive.ts";
import { ask } from "../kit/ask.ts";
import { libraryHandler } from "../kit/library-handler.ts";
import { serve } from "../kit/serve.ts";

describe("clientTimeoutMs()", () => {
  test.each<readonly [Readonly<Record<string, string>>, ReturnType<typeof clientTimeoutMs>, string]>([
    [{}, undefined, "any time"],
    [{ "grpc-timeout": "1H" }, 3_600_000, "hours"],
    [{ "grpc-timeout": "2M" }, 120_000, "minutes"],
    [{ "grpc-timeout": "3S" }, 3000, "seconds"],
    [{ "grpc-timeout": "4m" }, 4, "milliseconds"],
    [{ "grpc-timeout": "5000u" }, 5, "microseconds"],
    [{ "grpc-timeout": "6000000n" }, 6, "nanoseconds"],
    [{ "grpc-timeout": "0S" }, 0, "no time at all"],
    [{ "connect-timeout-ms": "250" }, 250, "milliseconds"],
    [{ "x-server-timeout": "1.5" }, 1500, "seconds with a fraction"],
    [{ "grpc-timeout": "5S", "x-server-timeout": "2" }, 2000, "the shortest of several"],
    [{ "grpc-timeout": "5" }, { malformed: "grpc-timeout" }, "no unit"],
    [{ "grpc-timeout": "-5S" }, { malformed: "grpc-timeout" }, "less than none"],
    [{ "grpc-timeout": "123456789S" }, { malformed: "grpc-timeout" }, "nine digits"],
    [{ "connect-timeout-ms": "1e3" }, { malformed: "connect-timeout-ms" }, "not an integer"],
    [{ "connect-timeout-ms": "12345678901" }, { malformed: "connect-timeout-ms" }, "eleven digits"],
    [{ "x-server-timeout": "" }, { malformed: "x-server-timeout" }, "nothing"],
    [{ "x-server-timeout": "NaN" }, { malformed: "x-server-timeout" }, "not a number"],
  ])("%j gives %j: %s", (headers, timeoutMs) => {
    expect(clientTimeoutMs(headers)).toEqual(timeoutMs);
  });
});

describe("a call whose time is over", () => {
  const forever = "GET /v1/wait/600000";

  test.each([{ "grpc-timeout": "50m" }, { "connect-timeout-ms": "50" }, { "x-server-timeout": "0.05" }])(
    "by %j is aborted and answered with 504",
    async (headers) => {
      const archive = createArchive();
      await using served = await serve(libraryHandler({}, [], archive));
      const { status, json } = await ask(served.url, forever, { headers });
      expect([status, json.code]).toEqual([504, Code.DeadlineExceeded]);
      expect(archive.aborted).toEqual([expect.objectContaining({ code: Code.DeadlineExceeded })]);
    },
  );

  test("by the server's own limit is so too, whatever the client allows", async () => {
    await using served = await serve(libraryHandler({ limits: { callMs: 50 } }));
    expect((await ask(served.url, forever)).status).toBe(504);
    expect((await ask(served.url, forever, { headers: { "grpc-timeout": "1H" } })).status).toBe(504);
  });

  test("is answered even if its handler is deaf to it, and its late answer goes nowhere", async () => {
    await using served = await serve(libraryHandler());
    const headers = { "connect-timeout-ms": "20" };
    expect((await ask(served.url, "GET /v1/wait/-300", { headers })).status).toBe(504);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect((await ask(served.url, "GET /v1/wait/0")).status).toBe(200);
  });

  test("is not begun where there is no time at all", async () => {
    const archive = createArchive();
    await using served = await serve(libraryHandler({}, [], archive));
    const headers = { "content-type": "application/json", "grpc-timeout": "0S" };
    expect((await ask(served.url, "PATCH /v1/documents/a", { headers, body: "{}" })).status).toBe(504);
    expect(archive.patches).toEqual([]);
  });

  test("is called as usual where there is time, however much", async () => {
    await using served = await serve(libraryHandler());
    for (const timeout of ["10S", "99999999H"]) {
      const { status } = await ask(served.url, "GET /v1/wait/1", { headers: { "grpc-timeout": timeout } });
      expect(status).toBe(200);
    }
    const malformed = await ask(served.url, "GET /v1/wait/1", { headers: { "grpc-timeout": "soon" } });
    expect([malformed.status, malformed.json.message]).toEqual([400, "the header grpc-timeout is malformed"]);
  });
});
