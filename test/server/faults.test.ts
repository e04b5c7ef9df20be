import { afterEach, expect, test } from "vitest";
import { requestIdHeader } from "../../src/server/request-id.ts";
import { type EchoServer, startEchoServer } from "./echo-server.ts";

let server: EchoServer;
afterEach(() => server.close());

test("what a REST dialect did not foresee is in the log with its cause", async () => {
  server = await startEchoServer(
    {},
    {
      restHandler: (parts) => (_request, response) => {
        const fault = { requestId: "req-1", method: "GET", path: "/x", status: 500, durationMs: 1 };
        parts.observe({ ...fault, error: new RangeError("stack exceeded") });
        response.end();
      },
    },
  );
  await fetch(`${server.url}/x`);
  const line = { level: 50, requestId: "req-1", status: 500, code: "INTERNAL", method: "GET /x" };
  expect(server.log).toMatchObject([{ ...line, err: { message: "stack exceeded" } }]);
});

test("a handler that throws costs its own request only, and is in the log with the cause", async () => {
  server = await startEchoServer(
    {},
    {
      restHandler: () => () => {
        throw new TypeError("secret");
      },
    },
  );
  const answer = await fetch(`${server.url}/x`);
  expect([answer.status, await answer.text()]).toStrictEqual([500, "internal error\n"]);
  const requestId = answer.headers.get(requestIdHeader);
  expect(server.log).toMatchObject([
    { level: 50, requestId, status: 500, code: "INTERNAL", err: { message: "secret" } },
  ]);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});
