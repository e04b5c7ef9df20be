import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { Agent, get } from "node:http";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { afterEach, describe, expect, test } from "vitest";
import {
  Health,
  HealthCheckResponse_ServingStatus as HealthStatus,
} from "../../src/gen/grpc/health/v1/health_pb.ts";
import { ServerReflection } from "../../src/gen/grpc/reflection/v1/reflection_pb.ts";
import { createTestDatabase } from "../kit/database.ts";
import { startPlacementd } from "../kit/placementd.ts";
import { rest } from "../kit/rest-client.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function testDatabase(): Promise<string> {
  const database = await createTestDatabase();
  cleanups.push(() => database.drop());
  return database.url;
}

describe("the start", () => {
  test("brings its own PostgreSQL, which survives kill -9 of the server and keeps the data", async () => {
    const directory = await mkdtemp(join(tmpdir(), "placementd-start-"));
    // Where root runs the tests, PostgreSQL has another account, and would keep its data elsewhere.
    await chmod(directory, 0o755);
    cleanups.push(() => rm(directory, { recursive: true, force: true }));
    const env = { PLACEMENTD_DATA_DIR: directory };

    const first = await startPlacementd(env);
    await rest(first.url, "POST /resource_providers", { body: { name: "kept" } });
    first.process.kill("SIGKILL");
    await once(first.process, "exit");

    const second = await startPlacementd(env);
    const { body } = await rest(second.url, "GET /resource_providers?name=kept");
    expect(body.resource_providers).toHaveLength(1);
    expect(await second.stop()).toBe(0);
  });

  test("tells what to try, and that works as printed", async () => {
    const server = await startPlacementd({ DATABASE_URL: await testDatabase() });
    cleanups.push(() => server.stop());
    const [, curl = ""] = /^ {2}(curl .*)$/m.exec(server.output()) ?? [];
    expect(JSON.parse(await shell(`${curl} --silent`))).toEqual({ resource_providers: [] });
    const [, grpc = ""] = /^ {2}(npx buf curl [\s\S]*?EnsureResourceClass)$/m.exec(server.output()) ?? [];
    expect(JSON.parse(await shell(grpc))).toEqual({ created: true });
  });

  test("waits for its database, and says so", async () => {
    const url = new URL(await testDatabase());
    // A port where nobody listens yet; later, one that leads to the database.
    const relay = createServer((socket) => {
      const onward = connect(Number(url.port), url.hostname);
      socket.pipe(onward).pipe(socket);
      socket.on("error", () => onward.destroy());
      onward.on("error", () => socket.destroy());
    });
    relay.listen(0, "127.0.0.1");
    await once(relay, "listening");
    const { port } = relay.address() as { port: number };
    relay.close();
    await once(relay, "close");

    const through = new URL(url);
    through.hostname = "127.0.0.1";
    through.port = String(port);
    let said = false;
    const server = await startPlacementd({ DATABASE_URL: through.href }, (output) => {
      if (!said && output.includes("waiting for the database")) {
        said = true;
        relay.listen(port, "127.0.0.1");
      }
    });
    cleanups.push(async () => {
      await server.stop();
      relay.close();
    });
    expect(said).toBe(true);
  });

  test("gives up on a database that never comes", async () => {
    const starting = startPlacementd({
      DATABASE_URL: "postgresql://nobody@127.0.0.1:1/nothing",
      PLACEMENTD_DATABASE_WAIT_MS: "100",
    });
    await expect(starting).rejects.toThrow(/ended with 1:[\s\S]*can't start/);
  });

  test("refuses settings that it does not know, and those that it can't use, by name", async () => {
    const starting = startPlacementd({ PLACEMENTD_LISTEN: "nowhere", PLACEMENTD_POOL: "3" });
    await expect(starting).rejects.toThrow(
      /PLACEMENTD_POOL is not a setting[\s\S]*PLACEMENTD_LISTEN must be/,
    );
  });

  test("of two servers on one empty database succeeds for both", async () => {
    const env = { DATABASE_URL: await testDatabase() };
    const servers = await Promise.all([startPlacementd(env), startPlacementd(env)]);
    cleanups.push(() => Promise.all(servers.map((server) => server.stop())));
    const answers = await Promise.all(servers.map(({ url }) => rest(url, "GET /resource_classes")));
    const names = answers.map(({ body }) => body.resource_classes.map(({ name }: { name: string }) => name));
    expect(names[0]).toContain("VCPU");
    expect(new Set(names[0]).size).toBe(names[0].length);
    expect(names[1]).toEqual(names[0]);
  });
});

describe("SIGTERM", () => {
  test("lets the call in flight end, and the process exits 0", async () => {
    const server = await startPlacementd({ DATABASE_URL: await testDatabase() });
    const calls = Array.from({ length: 20 }, (_, n) =>
      rest(server.url, "POST /resource_providers", { body: { name: `in flight ${n}` } }),
    );
    await Promise.race(calls);
    const stopped = server.stop();
    const statuses = (await Promise.allSettled(calls)).map((call) =>
      call.status === "fulfilled" ? call.value.status : 0,
    );
    expect(await stopped).toBe(0);
    expect(statuses.filter((status) => status === 200 || status === 503 || status === 0)).toHaveLength(20);
    expect(statuses).toContain(200);
  });

  test("does not wait for those who watch, ask for the schema, or never stop asking", async () => {
    const server = await startPlacementd({ DATABASE_URL: await testDatabase() });
    const transport = createGrpcTransport({ baseUrl: server.url });
    const statuses: number[] = [];
    const watching = (async () => {
      for await (const { status } of createClient(Health, transport).watch({})) statuses.push(status);
    })();
    const forever = async function* () {
      yield { messageRequest: { case: "listServices" as const, value: "" } };
      await new Promise(() => {});
    };
    const answers: unknown[] = [];
    const reflecting = (async () => {
      for await (const answer of createClient(ServerReflection, transport).serverReflectionInfo(forever()))
        answers.push(answer);
    })();
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });
    let isAsking = true;
    const asking = Array.from({ length: 8 }, async () => {
      while (isAsking)
        await new Promise((done) =>
          get(server.url, { agent }, (res) => res.resume().on("close", done)).on("error", done),
        );
    });
    await expect.poll(() => [statuses.length, answers.length]).toEqual([1, 1]);
    const begun = performance.now();
    expect(await server.stop()).toBe(0);
    // The grace would be ten seconds.
    expect(performance.now() - begun).toBeLessThan(5000);
    isAsking = false;
    await Promise.all([watching, reflecting, ...asking]);
    expect(statuses).toEqual([HealthStatus.SERVING, HealthStatus.NOT_SERVING]);
  });

  test("ends the process even where the database answers nothing any more", async () => {
    const url = new URL(await testDatabase());
    const sockets: Socket[] = [];
    const relay = createServer((socket) => {
      const onward = connect(Number(url.port), url.hostname);
      sockets.push(socket, onward);
      socket.on("data", (data) => onward.write(data)).on("error", () => {});
      onward.on("data", (data) => socket.write(data)).on("error", () => {});
    });
    await once(relay.listen(0, "127.0.0.1"), "listening");
    const through = new URL(url);
    through.port = String((relay.address() as AddressInfo).port);
    through.hostname = "127.0.0.1";
    const server = await startPlacementd({ DATABASE_URL: through.href, PLACEMENTD_SHUTDOWN_GRACE_MS: "100" });
    cleanups.push(async () => {
      server.process.kill("SIGKILL");
      for (const socket of sockets) socket.destroy();
      relay.close();
    });

    for (const socket of sockets) socket.pause();
    const call = rest(server.url, "POST /resource_providers", { body: { name: "stuck" } });
    await Promise.race([call, delay(200)]);
    const stopped = await Promise.race([server.stop(), delay(10_000, "still running")]);
    expect(stopped).toBe(0);
    expect(server.output()).toContain("not waiting any longer: the database");
    await call.catch(() => undefined);
  });
});

/** What a command prints on its standard output, run as a person would in the project's folder. */
async function shell(command: string): Promise<string> {
  const root = join(import.meta.dirname, "../..");
  const child = spawn("bash", ["-c", command], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (err += chunk));
  const [code] = await once(child, "close");
  expect(code, err).toBe(0);
  return out;
}
