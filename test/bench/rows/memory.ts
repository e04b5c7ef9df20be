import { setTimeout as wait } from "node:timers/promises";
import { rssMbOf } from "../cpu-time.ts";
import type { Protocol } from "../load/load-plan.ts";
import { amount, type Contestant, type Sample, type Scene } from "../scene.ts";
import { type Operation, type Site, siteOf, trafficOf } from "../site.ts";
import type { Stage } from "../stage.ts";
import { slopeOf } from "../statistics.ts";
import { flatWorld } from "./api.ts";
import { largeWorld } from "./scale.ts";

/** How long a process is left alone that has just begun, before its memory is read, in milliseconds. */
const BEGIN_MS = 3000;

/** How long a process is at rest before its memory is read, in milliseconds: it collects within three looks at itself. */
const REST_MS = 18_000;

/** How long the trees take to be remembered that searches were the first to ask for, in milliseconds. */
const REMEMBER_MS = 8000;

/**
 * The resident memory of a process as the system has it: of one that has just begun on 100,000 providers, and of the
 * same after searches and writes over all of them, when nobody has asked it anything for so long that it has collected
 * what they left behind. Nothing but time makes it collect. Searches begin when the providers are in memory, so that
 * what is read is memory with them.
 */
export async function memoryScene(stage: Stage): Promise<Scene> {
  const world = await largeWorld(stage);
  const server = await stage.serve(world);
  const site = siteOf(server, world);
  const load = async (operation: Operation, durationMs: number) => {
    const traffic = await trafficOf(operation, site);
    await stage.load.run({ ...site, protocol: "rest", clients: 8, traffic, durationMs });
  };
  const idle: Contestant = { name: "idle with 100,000 providers", run: () => rssAfter(server.pid, BEGIN_MS) };
  const used: Contestant = {
    name: "after searches and writes on them",
    async run(durationMs) {
      await load("candidates_100", 200);
      await wait(REMEMBER_MS);
      for (const operation of [
        "candidates_100",
        "candidates_all",
        "put_inventories",
        "put_allocations",
      ] as const) {
        await load(operation, durationMs);
      }
      return await rssAfter(server.pid, REST_MS);
    },
  };
  return {
    id: "f.memory",
    title: "memory of the process",
    contestants: [idle, used],
    figures: [idle, used].map(({ name }) => amount(name, "rssMb")),
    roundsMax: 1,
    warmUpShare: 0,
  };
}

async function rssAfter(pid: number, ms: number): Promise<Sample> {
  await wait(ms);
  const rssMb = rssMbOf(pid);
  return rssMb === undefined ? {} : { rssMb };
}

/** What is asked in a long series of requests, and how much of it each is. */
const mixed: readonly (readonly [Operation, Protocol, share: number])[] = [
  ["get_inventories", "rest", 0.25],
  ["get_inventories", "grpc", 0.2],
  ["put_inventories", "rest", 0.15],
  ["put_inventories", "grpc", 0.1],
  ["put_allocations", "rest", 0.15],
  ["put_allocations", "grpc", 0.05],
  ["candidates_100", "rest", 0.1],
];

/** How many requests come before any counts: after these, V8 has compiled what it will, and its heap has its size. */
const WARM_UP_REQUESTS = 60_000;

/** In how many parts the requests are sent that count; memory is read before the first and after each. */
const PARTS = 5;

/** How long the process is left alone before it collects, in milliseconds: what answers say of providers goes then. */
const CALM_MS = 4000;

/**
 * Whether memory grows with the number of requests, reads and writes of both protocols by eight clients at full speed:
 * resident memory after a collection, forced as the process itself does it at rest, at several points after a warm-up.
 * The growth is the median slope between these points, over all requests that count, so that one odd reading or late
 * settling is not taken for a leak nor hides one; the points are noted. What few requests show is mostly noise of a few
 * MB: the target is about a million (`--requests 1000000`).
 */
export async function growthScene(stage: Stage, note: (line: string) => void): Promise<Scene> {
  const world = await flatWorld(stage);
  const server = await stage.serve(world, { watched: true });
  const site = siteOf(server, world);
  const readRssMb = async () => {
    await wait(CALM_MS);
    await server.collect();
    return rssMbOf(server.pid) ?? Number.NaN;
  };
  const many: Contestant = {
    name: "many requests",
    async run() {
      await sendMixed(stage, site, WARM_UP_REQUESTS);
      const rssMb = [await readRssMb()];
      for (let part = 0; part < PARTS; part++) {
        await sendMixed(stage, site, stage.requests / PARTS);
        rssMb.push(await readRssMb());
      }
      note(
        `memory at ${PARTS + 1} points of many requests, MB: ${rssMb.map((mb) => mb.toFixed(1)).join(", ")}`,
      );
      return { rssMb: rssMb.at(-1)!, growthMb: slopeOf(rssMb) * PARTS };
    },
  };
  return {
    id: "f.growth",
    title: `memory over ${stage.requests.toLocaleString("en")} requests after ${WARM_UP_REQUESTS.toLocaleString("en")}`,
    contestants: [many],
    figures: [amount(many.name, "growthMb"), amount(many.name, "rssMb")],
    roundsMax: 1,
    warmUpShare: 0,
  };
}

async function sendMixed(stage: Stage, site: Site, requests: number): Promise<void> {
  for (const [operation, protocol, share] of mixed) {
    const traffic = await trafficOf(operation, site);
    await stage.load.run({ ...site, protocol, clients: 8, traffic, requests: Math.ceil(requests * share) });
  }
}
