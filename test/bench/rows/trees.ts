import { loadContestant } from "../load-contestant.ts";
import { amount, type Scene } from "../scene.ts";
import { seedNestedTrees, seedWideTrees, wideClass } from "../seed-trees.ts";
import type { Stage } from "../stage.ts";

const widths = [4, 6, 8, 10, 12, 14, 16];
const NESTED_TREES = 1000;

/** Two groups in one subtree beside the root's disk, as Placement's own load test of nested providers asks. */
const nestedQuery = [
  "resources=DISK_GB:10",
  "resources_COMPUTE=VCPU:1,MEMORY_MB:256",
  "resources_ACCEL=FPGA:1",
  "same_subtree=_COMPUTE,_ACCEL",
  "group_policy=none",
].join("&");

/** Searches in trees: n groups on n children, where a naive search explodes, and a thousand trees of seven. */
export async function treeScenes(stage: Stage): Promise<Scene[]> {
  const world = await stage.world("trees", 0, async (url) => {
    await seedWideTrees(url, widths);
    await seedNestedTrees(url, NESTED_TREES);
  });
  const { host, port, pid } = await stage.serve(world);
  const site = { host, port, nodePid: pid, postgresPid: world.postgresPid };
  const search = (name: string, query: string) =>
    loadContestant({
      name,
      load: stage.load,
      site,
      plan: async () => ({
        protocol: "rest",
        clients: 1,
        traffic: { kind: "get", path: `/allocation_candidates?${query}` },
      }),
    });
  const wide = widths.map((width) => search(wideName(width), wideQuery(width)));
  const nested = [
    search("limit 100", `${nestedQuery}&limit=100`),
    search("limit 1,000", `${nestedQuery}&limit=1000`),
    search("all", nestedQuery),
  ];
  return [
    {
      id: "e.wide",
      title: "n groups on n children, limit 1,000",
      contestants: wide,
      figures: wide.map(({ name }) => amount(name, "p50Ms", "ms")),
      turnShare: 0.5,
    },
    {
      id: "e.nested",
      title: "1,000 trees of 7, two groups in one subtree",
      contestants: nested,
      figures: nested.map(({ name }) => amount(name, "p50Ms", "ms")),
      turnShare: 0.5,
    },
  ];
}

function wideName(width: number): string {
  return `${width} x ${width}`;
}

function wideQuery(width: number): string {
  const groups = Array.from({ length: width }, (_, at) => `resources_${at}=${wideClass(width)}:1`);
  return [...groups, "group_policy=none", "limit=1000"].join("&");
}
