import { createServer, type Server } from "node:http";
import { createServer as createHttp2 } from "node:http2";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { drive } from "./drive.ts";
import type { LoadPlan } from "./load-plan.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function listen(server: Server): Promise<{ host: string; port: number }> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => server.close());
  return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
}

const providers = [1, 2, 3, 4].map((n) => [`00000000-0000-4000-8000-00000000000${n}`, n] as const);

/** A server that keeps what it was sent. */
async function recorder(
  status = 200,
): Promise<{ at: { host: string; port: number }; seen: [string, string][] }> {
  const seen: [string, string][] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      seen.push([request.url ?? "", body]);
      const text = "x".repeat(100_000);
      response.writeHead(status, { "content-length": text.length }).end(text);
    });
  });
  return { at: await listen(server), seen };
}

describe("drive()", () => {
  test("counts the answers of all clients by HTTP/1.1, long ones too", async () => {
    const { at, seen } = await recorder();
    const plan: LoadPlan = { ...at, protocol: "rest", clients: 2, requests: 40, traffic: { kind: "echo" } };
    const result = await drive(plan);
    expect(result).toMatchObject({ answers: seen.length, failures: 0 });
    expect(seen.length).toBeGreaterThanOrEqual(40);
    expect(result.p50Ms).toBeGreaterThan(0);
    expect(result.p99Ms).toBeLessThanOrEqual(result.maxMs);
  });

  test("sends a body by POST, as often as asked", async () => {
    const { at, seen } = await recorder();
    const traffic = { kind: "post", path: "/echo", body: '{"text":"hello"}' } as const;
    await drive({ ...at, protocol: "rest", clients: 2, requests: 10, traffic });
    expect(seen.length).toBeGreaterThanOrEqual(10);
    expect(new Set(seen.map(([url, body]) => `${url} ${body}`))).toEqual(new Set(['/echo {"text":"hello"}']));
  });

  test("gives each client its own providers, whose generations it moves", async () => {
    const { at, seen } = await recorder();
    const traffic = { kind: "put_inventories", providers } as const;
    await drive({ ...at, protocol: "rest", clients: 2, requests: 12, traffic });
    const generationsOf = (uuid: string) =>
      seen.flatMap(([url, body]) =>
        url.includes(uuid)
          ? (JSON.parse(body) as { resource_provider_generation: number }).resource_provider_generation
          : [],
      );
    for (const [uuid, generation] of providers) {
      const generations = generationsOf(uuid);
      expect(generations.length).toBeGreaterThan(0);
      expect(generations).toEqual(generations.map((_, turn) => generation + turn));
    }
  });

  test("never claims for the same consumer twice", async () => {
    const { at, seen } = await recorder();
    const traffic = { kind: "put_allocations", providers, prefix: "12345678" } as const;
    await drive({ ...at, protocol: "rest", clients: 4, requests: 30, traffic });
    expect(new Set(seen.map(([url]) => url)).size).toBe(seen.length);
  });

  test("counts an answer without success as a failure, tells it, and ends", async () => {
    const { at } = await recorder(409);
    const result = await drive({
      ...at,
      protocol: "rest",
      clients: 1,
      durationMs: 60_000,
      traffic: { kind: "echo" },
    });
    expect(result).toMatchObject({ answers: 0, failures: 1 });
    expect(result.failure).toMatch(/^HTTP\/1\.1 409 Conflict/);
  });

  test("counts a connection that is closed as a failure", async () => {
    const at = await listen(createServer((request) => request.socket.destroy()));
    const result = await drive({
      ...at,
      protocol: "rest",
      clients: 1,
      durationMs: 60_000,
      traffic: { kind: "echo" },
    });
    expect(result).toMatchObject({ answers: 0, failures: 1, failure: "the server closed the connection" });
  });

  test("calls by HTTP/2 on many streams at a time, each its own", async () => {
    const bodies = new Map<number, string>();
    const server = createHttp2();
    server.on("stream", (stream) => {
      let body = "";
      stream.on("data", (chunk: Buffer) => (body += chunk.toString("latin1")));
      stream.on("end", () => {
        bodies.set(stream.id ?? 0, body);
        stream.respond({ ":status": 200 }, { waitForTrailers: true });
        stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
        stream.end("\0\0\0\0\0");
      });
    });
    const at = await listen(server as unknown as Server);
    const plan: LoadPlan = {
      ...at,
      protocol: "grpc",
      clients: 1,
      streams: 8,
      requests: 50,
      traffic: { kind: "echo" },
    };
    const result = await drive(plan);
    expect(result).toMatchObject({ answers: bodies.size, failures: 0 });
    expect(bodies.size).toBeGreaterThanOrEqual(50);
    expect(new Set(bodies.values())).toEqual(new Set(["\0\0\0\0\x07\n\x05hello"]));
  });

  test("takes a gRPC answer without a message for a failure", async () => {
    const server = createHttp2();
    server.on("stream", (stream) =>
      stream.respond({ ":status": 200, "grpc-status": "10" }, { endStream: true }),
    );
    const at = await listen(server as unknown as Server);
    const plan: LoadPlan = {
      ...at,
      protocol: "grpc",
      clients: 1,
      durationMs: 60_000,
      traffic: { kind: "echo" },
    };
    expect(await drive(plan)).toMatchObject({ answers: 0, failures: 1 });
  });

  test("sends no more than asked at a steady rate, however fast answers come", async () => {
    const { at, seen } = await recorder();
    const plan: LoadPlan = {
      ...at,
      protocol: "rest",
      clients: 4,
      durationMs: 500,
      perSecond: 100,
      traffic: { kind: "echo" },
    };
    const result = await drive(plan);
    expect(result.failures).toBe(0);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.length).toBeLessThanOrEqual(100 * result.seconds + 1);
  });
});
