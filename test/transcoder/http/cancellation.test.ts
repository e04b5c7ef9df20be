import { request } from "node:http";
import { connect } from "node:http2";
import { setTimeout as delay } from "node:timers/promises";
import { Code, type Interceptor } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { libraryHandler } from "../kit/library-handler.ts";
import { serve, serveHttp2 } from "../kit/serve.ts";

/** Calls that look at their signal only when they are told to. */
function lateLook() {
  const seen: unknown[] = [];
  const arrived = Promise.withResolvers<void>();
  const look = Promise.withResolvers<void>();
  const interceptor: Interceptor = (next) => async (req) => {
    arrived.resolve();
    await look.promise;
    seen.push(req.signal.aborted, req.signal.reason);
    return await next(req);
  };
  return { seen, arrived: arrived.promise, look: () => look.resolve(), interceptor };
}

describe("a call whose client went away before it looks at its signal", () => {
  const told = [true, expect.objectContaining({ code: Code.Canceled })];

  test("finds that out over HTTP/1.1", async () => {
    const { seen, arrived, look, interceptor } = lateLook();
    await using served = await serve(libraryHandler({}, [interceptor]));
    const req = request(`${served.url}/v1/shelves/7`, { agent: false });
    req.on("error", () => {}).end();
    await arrived;
    req.destroy();
    await delay(50);
    look();
    await expect.poll(() => seen).toEqual(told);
  });

  test("finds that out over HTTP/2", async () => {
    const { seen, arrived, look, interceptor } = lateLook();
    await using served = await serveHttp2(libraryHandler({}, [interceptor]));
    const session = connect(served.url);
    const stream = session.request({ ":path": "/v1/shelves/7" });
    stream.on("error", () => {});
    await arrived;
    stream.close();
    await delay(50);
    look();
    await expect.poll(() => seen).toEqual(told);
    session.destroy();
  });
});
