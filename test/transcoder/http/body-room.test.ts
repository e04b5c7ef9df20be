import { request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { BodyHold } from "../../../src/transcoder/index.ts";
import { ask } from "../kit/ask.ts";
import { libraryHandler } from "../kit/library-handler.ts";
import { serve } from "../kit/serve.ts";

/** Room for so many bytes of all bodies together. */
function createRoom(bytesMax: number) {
  const room = { held: 0, asked: 0 };
  const holdBody = (): BodyHold => {
    room.asked += 1;
    let own = 0;
    return {
      take(bytes) {
        if (room.held + bytes > bytesMax) return false;
        room.held += bytes;
        own += bytes;
        return true;
      },
      release() {
        room.held -= own;
        own = 0;
      },
    };
  };
  return { room, holdBody };
}

const json = { "content-type": "application/json" };
const body = (length: number) => JSON.stringify({ string: "x".repeat(length) });

describe("the room for all bodies", () => {
  test("is taken as they come, and given back with their answers", async () => {
    const { room, holdBody } = createRoom(2000);
    const seen: number[] = [];
    const contextValues = () => {
      seen.push(room.held);
      return undefined as never;
    };
    await using served = await serve(libraryHandler({ hooks: { holdBody, contextValues } }));
    const text = body(1500);
    for (let sent = 0; sent < 3; sent++) {
      expect((await ask(served.url, "POST /v1/echo", { headers: json, body: text })).status).toBe(200);
      await expect.poll(() => room.held).toBe(0);
    }
    expect(seen).toEqual([text.length, text.length, text.length]);
    expect((await ask(served.url, "GET /v1/shelves/7")).status).toBe(200);
    expect(room.asked).toBe(3);
  });

  test("is not there for one too many, which is told to come back", async () => {
    const { room, holdBody } = createRoom(2000);
    await using served = await serve(libraryHandler({ hooks: { holdBody } }));
    room.held = 1500;
    const answer = await ask(served.url, "POST /v1/echo", { headers: json, body: body(1000) });
    expect([answer.status, answer.headers["retry-after"], answer.json.code]).toEqual([503, "1", 14]);
    // What was taken for it is given back.
    expect(room.held).toBe(1500);
    room.held = 0;
    expect((await ask(served.url, "POST /v1/echo", { headers: json, body: body(1000) })).status).toBe(200);
  });

  test("is not taken any more for a client that went away", async () => {
    const { room, holdBody } = createRoom(100_000_000);
    await using served = await serve(
      libraryHandler({ hooks: { holdBody }, limits: { bodyBytes: 100_000_000 } }),
    );
    const bytes = brotliCompressSync(Buffer.alloc(90_000_000, " "));
    const headers = { ...json, "content-encoding": "br", "content-length": String(bytes.length) };
    const req = request(`${served.url}/v1/echo`, { method: "POST", agent: false, headers });
    req.on("error", () => {}).end(bytes);
    await expect.poll(() => room.held, { interval: 1 }).toBeGreaterThan(bytes.length);
    req.destroy();
    await expect.poll(() => room.held).toBe(0);
    await delay(300);
    expect(room.held).toBe(0);
  });

  test("is for what bodies are decompressed to, too", async () => {
    const { room, holdBody } = createRoom(2000);
    await using served = await serve(libraryHandler({ hooks: { holdBody } }));
    const headers = { ...json, "content-encoding": "gzip" };
    const send = (length: number) =>
      ask(served.url, "POST /v1/echo", { headers, body: gzipSync(body(length)) });
    expect((await send(100_000)).status).toBe(503);
    expect((await send(1000)).status).toBe(200);
    await expect.poll(() => room.held).toBe(0);
  });
});
