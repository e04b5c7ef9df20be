import { afterEach, describe, expect, test } from "vitest";
import { BodyBudget } from "../../src/server/body-budget.ts";
import { rest } from "../kit/rest-client.ts";
import { useDialectServer } from "./kit/dialect-server.ts";

const budget = new BodyBudget(1000);
const server = useDialectServer({ holdBody: () => budget.hold() });
const create = () => rest(server.url, "POST /resource_providers", { body: { name: "n".repeat(150) } });

/** What others have. */
const others = budget.hold();
afterEach(() => others.release());

describe("requests with bodies", () => {
  test("are refused for the moment where all bodies together have too many bytes", async () => {
    expect(others.take(900)).toBe(true);
    const refused = await create();
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(refused.body.errors[0]).toMatchObject({
      status: 503,
      title: "Service Unavailable",
      detail: expect.stringContaining("send this one again"),
    });
    expect(server.events.at(-1)).toMatchObject({ status: 503 });
    expect(server.calls).toEqual([]);
    expect(budget.bytes).toBe(900);
    others.release();
    expect((await create()).status).toBe(200);
  });

  test("hold their room until they are answered", async () => {
    let held = 0;
    server.rpcs = () => {
      held = budget.bytes;
      return {};
    };
    expect((await create()).status).toBe(200);
    expect(held).toBeGreaterThan(150);
    await expect.poll(() => budget.bytes).toBe(0);
  });

  test("give it back where their client goes away", async () => {
    server.rpcs = () => new Promise(() => undefined);
    const abort = new AbortController();
    const call = fetch(`${server.url}/resource_providers`, {
      method: "POST",
      headers: { "x-auth-token": "admin", "content-type": "application/json" },
      body: JSON.stringify({ name: "n".repeat(150) }),
      signal: abort.signal,
    }).catch(() => undefined);
    await expect.poll(() => budget.bytes).toBeGreaterThan(150);
    abort.abort();
    await call;
    await expect.poll(() => budget.bytes).toBe(0);
  });
});
