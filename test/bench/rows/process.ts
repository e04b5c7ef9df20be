import { makeTemporaryFolder, removeFolder } from "../../kit/temporary-cluster.ts";
import { ceilingsOf } from "../ceilings.ts";
import { loadContestant } from "../load-contestant.ts";
import { startServer } from "../placementd-server.ts";
import { amount, type Contestant, type FigureSpec, type Round, type Sample, type Scene } from "../scene.ts";
import { type Operation, siteOf, trafficOf } from "../site.ts";
import type { Stage } from "../stage.ts";
import { flatWorld } from "./api.ts";
import { growthScene, memoryScene } from "./memory.ts";

/** How the process itself behaves: its start, its memory, and how steadily it answers below its limits. */
export async function processScenes(stage: Stage, note: (line: string) => void): Promise<Scene[]> {
  return [
    startScene(stage),
    await memoryScene(stage),
    await growthScene(stage, note),
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

/** More than a server needs to be busy: at half of the peak, requests wait for the server and not for a client. */
const PACED_CLIENTS = 32;

/**
 * How steady answers are while half as many requests come as can be served; beside it, how steady PostgreSQL alone is
 * when the same statements come to it at the same rate, so that what the disk and PostgreSQL do shows apart.
 */
async function halfScenes(stage: Stage): Promise<Scene[]> {
  const world = await flatWorld(stage);
  const server = await stage.serve(world, { watched: true });
  const site = siteOf(server, world);
  const operations: Operation[] = ["get_inventories", "put_inventories", "put_allocations", "candidates_100"];
  return operations.map((operation) => {
    const plan = async () => ({ protocol: "rest" as const, traffic: await trafficOf(operation, site) });
    const peak = loadContestant({
      name: "peak",
      load: stage.load,
      site,
      plan: async () => ({ ...(await plan()), clients: 8 }),
    });
    const half = loadContestant({
      name: HALF,
      load: stage.load,
      site,
      plan: async (round) => ({ ...(await plan()), clients: PACED_CLIENTS, perSecond: halfOf(round) }),
    });
    const ceilings = ceilingsOf(operation, { world, clients: 8, perSecond: halfOf });
    return {
      id: `f.half.${operation}`,
      title: `${operation} at half of the peak`,
      contestants: [peak, withPause(half, () => server.longestPauseMs()), ...ceilings],
      figures: [
        spreadOfTimes("p99 / p50 at half of the peak", HALF),
        ...ceilings.map(({ name }) => spreadOfTimes(`${name} at the same rate, p99 / p50`, name)),
        amount(HALF, "pauseMs"),
        amount(HALF, "maxMs"),
      ],
      roundsMax: 3,
      // All have one server to warm up, and do so one after the other.
      warmUpShare: 0.3,
    };
  });
}

const HALF = "half of the peak";

function halfOf(round: Round): number {
  return Math.max(1, Math.round((round.get("peak")?.perSecond ?? 1) / 2));
}

function spreadOfTimes(id: string, of: string): FigureSpec {
  return {
    id,
    unit: "×",
    better: "less",
    reading: { of, metric: "p99Ms" },
    over: { of, metric: "p50Ms" },
  };
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
