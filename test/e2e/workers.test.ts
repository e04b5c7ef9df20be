import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { connect } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { createTestDatabase } from "../kit/database.ts";
import { type Placementd, startPlacementd } from "../kit/placementd.ts";
import { rest } from "../kit/rest-client.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const workers = 2;

async function startWorkers(env: Record<string, string> = {}): Promise<Placementd> {
  const database = await createTestDatabase();
  cleanups.push(() => database.drop());
  const server = await startPlacementd({
    DATABASE_URL: database.url,
    PLACEMENTD_WORKERS: String(workers),
    ...env,
  });
  cleanups.push(() => server.stop());
  return server;
}

/** The processes that a process has started and that live. */
async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  return text.split(" ").filter(Boolean).map(Number);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Waits until something holds; the test's own time limit ends what never does. */
async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await delay(20);
}

/** One connection, kept for as long as a test wants: it stays with the worker that took it. */
function keepConnection(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  cleanups.push(async () => agent.destroy());
  return agent;
}

interface Sent {
  readonly agent: Agent;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** A request on a connection of choice. Rejects where that is lost. */
function send(
  server: Placementd,
  { agent, method, path, body }: Sent,
): Promise<{ status: number; body: Record<string, unknown> | undefined }> {
  return new Promise((resolve, reject) => {
    const headers = {
      "x-auth-token": "admin",
      "openstack-api-version": "placement 1.39",
      "content-type": "application/json",
    };
    const sent = request(`${server.url}${path}`, { agent, method, headers }, (response) => {
      let text = "";
      response.on("data", (chunk) => (text += chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, body: text === "" ? undefined : JSON.parse(text) }),
      );
    });
    sent.on("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

describe.runIf(process.platform === "linux")("several workers", () => {
  test("share connections, and each sees at once what another has written", async () => {
    const server = await startWorkers();
    const pids = await childrenOf(server.process.pid!);
    expect(pids).toHaveLength(workers);
    // The kernel decides by a hash: so many are not all with one of two.
    const connections = Array.from({ length: 24 }, keepConnection);
    for (const [round, writer] of connections.entries()) {
      const body = { name: `of connection ${round}` };
      const made = await send(server, { agent: writer, method: "POST", path: "/resource_providers", body });
      expect(made.status).toBe(200);
      for (const agent of connections) {
        const path = `/resource_providers/${made.body?.uuid}/inventories`;
        const seen = await send(server, { agent, method: "GET", path });
        expect(seen.body).toEqual({ inventories: {}, resource_provider_generation: 0 });
      }
    }
    await server.stop();
    for (const pid of pids) expect(server.output()).toContain(`"pid":${pid},"requestId"`);
  });

  test("take HTTP/2 on the same port", async () => {
    const server = await startWorkers();
    const session = connect(server.url);
    cleanups.push(async () => session.close());
    const status = await new Promise((resolve, reject) => {
      session.on("error", reject);
      const stream = session.request({ ":path": "/healthz" });
      stream.on("response", (headers) => resolve(headers[":status"]));
      stream.resume();
    });
    expect(status).toBe(200);
  });

  test("write whole lines into one log", async () => {
    const server = await startWorkers();
    const calls = 400;
    await Promise.all(Array.from({ length: calls }, () => rest(server.url, "GET /resource_providers")));
    await server.stop();
    const lines = server
      .output()
      .split("\n")
      .filter((line) => line.includes('"requestId"'));
    expect(lines).toHaveLength(calls);
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ code: "OK" });
  });

  test("that are killed are replaced, and the others go on meanwhile", async () => {
    const server = await startWorkers();
    const [victim = 0, ...others] = await childrenOf(server.process.pid!);
    process.kill(victim, "SIGKILL");
    await until(() => !isAlive(victim));
    for (let call = 0; call < 10; call++) {
      expect((await rest(server.url, "GET /resource_providers")).status).toBe(200);
    }
    await until(async () => (await childrenOf(server.process.pid!)).length === workers);
    const now = await childrenOf(server.process.pid!);
    expect(now).toEqual(expect.arrayContaining(others));
    expect(now).not.toContain(victim);
    const log = () =>
      server
        .output()
        .split("\n")
        .find((line) => line.includes("a worker ended"));
    await until(() => log() !== undefined);
    expect(JSON.parse(log()!)).toMatchObject({ level: 40, pid: victim, reason: "it ended with SIGKILL" });
  });

  test("that are all killed at once are replaced", async () => {
    const server = await startWorkers();
    for (const pid of await childrenOf(server.process.pid!)) process.kill(pid, "SIGKILL");
    await until(() =>
      rest(server.url, "GET /resource_providers").then(
        ({ status }) => status === 200,
        () => false,
      ),
    );
    expect(await server.stop()).toBe(0);
  });

  test("finish the calls in flight when told to end, and leave nothing running", async () => {
    const server = await startWorkers();
    const pids = await childrenOf(server.process.pid!);
    const calls = Array.from({ length: 40 }, (_, n) =>
      rest(server.url, "POST /resource_providers", { body: { name: `in flight ${n}` } }),
    );
    await Promise.race(calls);
    const stopped = server.stop();
    const statuses = (await Promise.allSettled(calls)).map((call) =>
      call.status === "fulfilled" ? call.value.status : 0,
    );
    expect(await stopped).toBe(0);
    expect(statuses.filter((status) => status === 200 || status === 503 || status === 0)).toHaveLength(40);
    expect(statuses).toContain(200);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  test("end when the process that watches over them is killed", async () => {
    const server = await startWorkers();
    const pids = await childrenOf(server.process.pid!);
    expect(pids).toHaveLength(workers);
    server.process.kill("SIGKILL");
    await until(() => !pids.some(isAlive));
  });

  test("share one embedded PostgreSQL, which ends after them", async () => {
    const directory = await mkdtemp(join(tmpdir(), "placementd-workers-"));
    await chmod(directory, 0o755);
    cleanups.push(() => rm(directory, { recursive: true, force: true }));
    const server = await startPlacementd({ PLACEMENTD_DATA_DIR: directory, PLACEMENTD_WORKERS: "2" });
    cleanups.push(() => server.stop());
    expect((await rest(server.url, "GET /resource_providers")).status).toBe(200);
    expect(await server.stop()).toBe(0);
    expect(server.output().match(/started PostgreSQL on/g)).toHaveLength(1);
    expect(server.output()).toContain("stopped the embedded PostgreSQL");
    expect(server.output()).not.toContain("lost the embedded PostgreSQL");
  });
});

describe("the start of several workers", () => {
  test("greets once, when all of them serve", async () => {
    const server = await startWorkers();
    expect(server.output().match(/serving on/g)).toHaveLength(1);
  });

  test.each([
    ["a setting that can't be used", { PLACEMENTD_LISTEN: "nowhere" }, /PLACEMENTD_LISTEN must be/g],
    [
      "a policy that there isn't",
      { PLACEMENTD_POLICY_FILE: "/nowhere/policy.yaml" },
      /\/nowhere\/policy\.yaml/g,
    ],
    ["an address of another machine", { PLACEMENTD_LISTEN: "192.0.2.1:0" }, /EADDRNOTAVAIL/g],
  ])("fails once, with one message, for %s", async (_what, env, told) => {
    const failed = await startWorkers(env).catch((error: Error) => error.message);
    expect(failed).toMatch(/ended with 1:/);
    expect(String(failed).match(/can't start/g)).toHaveLength(1);
    expect(String(failed)).toMatch(told);
  });
});
