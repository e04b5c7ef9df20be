import { setTimeout as wait } from "node:timers/promises";
import { makeTemporaryFolder, removeFolder } from "../../kit/temporary-cluster.ts";
import { rssMbOf } from "../cpu-time.ts";
import { loadContestant } from "../load-contestant.ts";
import { startServer } from "../placementd-server.ts";
import { amount, type Contestant, type Sample, type Scene } from "../scene.ts";
import { type Operation, siteOf, trafficOf } from "../site.ts";
import type { Stage } from "../stage.ts";
import { flatWorld } from "./api.ts";
import { largeWorld } from "./scale.ts";

/** How long a process is left alone before its memory is read, so that what was freed is given back. */
const IDLE_MS = 3000;

/** How the process itself behaves: its start, its memory, and how steadily it answers below its limits. */
export async function processScenes(stage: Stage): Promise<Scene[]> {
  return [
    startScene(stage),
    await memoryScene(stage),
    await growthScene(stage),
    ...(await halfScenes(stage)),
  ];
}

/** From nothing to the first answer, with a new embedded PostgreSQL; then the same on what is there already. */
function startScene({ quick }: Stage): Scene {
  let folder = "";
  const start = async (): Promise<Sample> => {
    const server = await startServer({ PLACEMENTD_DATA_DIR: folder });
    await server.stop();
    return { seconds: server.startSeconds };
  };
  return {
    id: "f.start",
    title: "start to 'serving on'",
    contestants: [
      {
        name: "first",
        async run() {
          folder = await makeTemporaryFolder();
          return await start();
        },
      },
      {
        name: "second",
        async run() {
          try {
            return await start();
          } finally {
            await removeFolder(folder);
          }
        },
      },
    ],
    figures: [amount("first", "seconds"), amount("second", "seconds")],
    roundsMax: quick ? 1 : 3,
    warmUpShare: 0,
  };
}

async function memoryScene(stage: Stage): Promise<Scene> {
  const world = await largeWorld(stage);
  const server = await stage.serve(world);
  const site = siteOf(server, world);
  const idle: Contestant = {
    name: "idle with 100,000 providers",
    run: async () => await rssAfterIdle(server.pid),
  };
  const used: Contestant = {
    name: "after searches and writes on them",
    async run(durationMs) {
      for (const operation of ["candidates_100", "put_inventories", "put_allocations"] as const) {
        const traffic = await trafficOf(operation, site);
        await stage.load.run({ ...site, protocol: "rest", clients: 8, traffic, durationMs });
      }
      return await rssAfterIdle(server.pid);
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

/** How many parts a long series of requests is cut into; what the first of them take is not growth but warming up. */
const PARTS = 5;
const PARTS_WARM = 2;

async function growthScene(stage: Stage): Promise<Scene> {
  const world = await flatWorld(stage);
  const server = await stage.serve(world);
  const site = siteOf(server, world);
  const mixed = [
    ["get_inventories", "rest", 0.4],
    ["get_inventories", "grpc", 0.4],
    ["put_inventories", "rest", 0.1],
    ["put_inventories", "grpc", 0.1],
  ] as const;
  const many: Contestant = {
    name: "many requests",
    async run() {
      let warm = 0;
      for (let part = 0; part < PARTS; part++) {
        for (const [operation, protocol, share] of mixed) {
          const requests = Math.ceil((stage.requests / PARTS) * share);
          const traffic = await trafficOf(operation, site);
          await stage.load.run({ ...site, protocol, clients: 8, traffic, requests });
        }
        if (part + 1 === PARTS_WARM) warm = (await rssAfterIdle(server.pid)).rssMb ?? Number.NaN;
      }
      const { rssMb = Number.NaN } = await rssAfterIdle(server.pid);
      return { rssMb, growthMb: rssMb - warm };
    },
  };
  return {
    id: "f.growth",
    title: `memory over the last ${(((PARTS - PARTS_WARM) / PARTS) * stage.requests).toLocaleString("en")} requests`,
    contestants: [many],
    figures: [amount(many.name, "growthMb"), amount(many.name, "rssMb")],
    roundsMax: 1,
    warmUpShare: 0,
  };
}

async function rssAfterIdle(pid: number): Promise<Sample> {
  await wait(IDLE_MS);
  const rssMb = rssMbOf(pid);
  return rssMb === undefined ? {} : { rssMb };
}

/** More than a server needs to be busy: at half of the peak, requests wait for the server and not for a client. */
const PACED_CLIENTS = 32;

/** How steady answers are while half as many requests come as can be served. */
async function halfScenes(stage: Stage): Promise<Scene[]> {
  const world = await flatWorld(stage);
  const server = await stage.serve(world, { watched: true });
  const site = siteOf(server, world);
  const operations: Operation[] = ["get_inventories", "put_inventories", "put_allocations", "candidates_100"];
  return operations.map((operation) => {
    const peak = loadContestant({
      name: "peak",
      load: stage.load,
      site,
      plan: async () => ({ protocol: "rest", clients: 8, traffic: await trafficOf(operation, site) }),
    });
    const half = loadContestant({
      name: "half of the peak",
      load: stage.load,
      site,
      plan: async (round) => ({
        protocol: "rest",
        clients: PACED_CLIENTS,
        traffic: await trafficOf(operation, site),
        perSecond: (round.get("peak")?.perSecond ?? 1) / 2,
      }),
    });
    return {
      id: `f.half.${operation}`,
      title: `${operation} at half of the peak`,
      contestants: [peak, withPause(half, () => server.longestPauseMs())],
      figures: [
        {
          id: "p99 / p50 at half of the peak",
          unit: "×",
          better: "less",
          reading: { of: "half of the peak", metric: "p99Ms" },
          over: { of: "half of the peak", metric: "p50Ms" },
        },
        amount("half of the peak", "pauseMs"),
        amount("half of the peak", "maxMs"),
      ],
    };
  });
}

/** Adds to a contestant's samples the longest pause of its server meanwhile. */
function withPause(contestant: Contestant, longestPauseMs: () => Promise<number>): Contestant {
  if ("notMeasured" in contestant) return contestant;
  return {
    name: contestant.name,
    async run(durationMs, round) {
      await longestPauseMs();
      const sample = await contestant.run(durationMs, round);
      return { ...sample, pauseMs: await longestPauseMs() };
    },
  };
}
