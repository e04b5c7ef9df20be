import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { ProviderAt } from "./load/load-plan.ts";
import { isOwnConsumer } from "./load/load-shapes.ts";
import type { Site } from "./site.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
const headers = {
  "x-auth-token": "admin",
  "openstack-api-version": "placement 1.39",
  "content-type": "application/json",
};
const inventories = {
  VCPU: { total: 64, allocation_ratio: 1000 },
  MEMORY_MB: { total: 262_144, allocation_ratio: 1000 },
  DISK_GB: { total: 2000, allocation_ratio: 1000 },
};
const traits = ["HW_CPU_X86_AVX2", "HW_CPU_X86_SSE42", "COMPUTE_NODE"];
/** How many things are asked of it at a time, while nothing is measured. */
const CALLERS = 8;

/** The real Placement beside ours, or why there is none. */
export type Peer =
  | { readonly site: Site; readonly note: string; stop(): Promise<void>; readonly absent?: never }
  | { readonly absent: string };

/**
 * Finds Placement: one that runs where BENCH_PEER_URL says, or one that `peer-up.sh` of the folder PEER_DIR_SCRIPTS
 * starts (beside this repository by default), and gives it as many providers as ours have.
 */
export async function findPeer(providers: number): Promise<Peer> {
  const given = process.env.BENCH_PEER_URL;
  const folder = resolve(root, process.env.PEER_DIR_SCRIPTS ?? "../shared/peer");
  const script = join(folder, "peer-up.sh");
  if (!given && !existsSync(script)) {
    return { absent: `no BENCH_PEER_URL, and no peer-up.sh in the folder of PEER_DIR_SCRIPTS (${folder})` };
  }
  try {
    const { url, stop } = given ? { url: given, stop: async () => {} } : await startPeer(folder, script);
    const { hostname, port } = new URL(url);
    const planted = await plant(url, providers);
    return {
      site: { host: hostname, port: Number(port), providers: () => listProviders(url, providers) },
      note: `Placement on ${url}; ${planted}`,
      async stop() {
        await giveBack(url, providers);
        await stop();
      },
    };
  } catch (error) {
    return { absent: `Placement can't be used: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Starts it, or finds it started: then it is left running, too. */
async function startPeer(folder: string, script: string): Promise<{ url: string; stop(): Promise<void> }> {
  const port = process.env.PEER_PORT ?? "8780";
  const running = await fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  );
  const { stdout } = await run("bash", [script]);
  const [url] = /http:\/\/[\w.:-]+/.exec(stdout) ?? [];
  if (url === undefined) throw new Error(`${script} names no URL`);
  const stop = async () => {
    if (!running) await run("bash", [join(folder, "peer-down.sh")]);
  };
  return { url, stop };
}

/** Adds the providers that are missing. Tells what is there, since others would count in every search. */
async function plant(url: string, count: number): Promise<string> {
  const there = await listAll(url);
  const names = new Set(there.map(({ name }) => name));
  const missing = Array.from({ length: count }, (_, n) => `load-${String(n).padStart(5, "0")}`).filter(
    (name) => !names.has(name),
  );
  await forEach(missing, (name) => plantOne(url, name));
  return `${there.length + missing.length} providers in it, ${count} of them used`;
}

async function plantOne(url: string, name: string): Promise<void> {
  const uuid = crypto.randomUUID();
  const path = `/resource_providers/${uuid}`;
  await send(url, "POST /resource_providers", { name, uuid });
  await send(url, `PUT ${path}/inventories`, { resource_provider_generation: 0, inventories });
  await send(url, `PUT ${path}/traits`, { resource_provider_generation: 1, traits });
}

/** Takes back the claims of this and earlier benchmarks: it would get slower from run to run, and ours would not. */
async function giveBack(url: string, count: number): Promise<void> {
  const consumers = new Set<string>();
  await forEach(await listProviders(url, count), async ([uuid]) => {
    const answer = await send(url, `GET /resource_providers/${uuid}/allocations`);
    const { allocations } = answer as { allocations: Record<string, unknown> };
    for (const consumer of Object.keys(allocations).filter(isOwnConsumer)) consumers.add(consumer);
  });
  await forEach([...consumers], async (consumer) => {
    await send(url, `DELETE /allocations/${consumer}`);
  });
}

/** Does something for each, a few at a time. */
async function forEach<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const next = all.values();
  const caller = async () => {
    for (const one of next) await work(one);
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
}

async function listProviders(url: string, count: number): Promise<ProviderAt[]> {
  const all = (await listAll(url)).filter(({ name }) => /^load-\d{5}$/.test(name)).slice(0, count);
  return all.map(({ uuid, generation }) => [uuid, generation]);
}

async function listAll(url: string): Promise<{ name: string; uuid: string; generation: number }[]> {
  const { resource_providers } = (await send(url, "GET /resource_providers")) as {
    resource_providers: { name: string; uuid: string; generation: number }[];
  };
  return resource_providers.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function send(url: string, call: string, body?: unknown): Promise<unknown> {
  const [method = "", path = ""] = call.split(" ");
  const response = await fetch(`${url.replace(/\/$/, "")}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${call}: ${response.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}
