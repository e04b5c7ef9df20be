import { expectCandidates } from "../expect-candidates.ts";
import { loadContestant } from "../load-contestant.ts";
import { amount, type Scene } from "../scene.ts";
import { seedNestedTrees, seedWideTrees, wideClass } from "../seed-trees.ts";
import type { Stage } from "../stage.ts";

const widths = [4, 6, 8, 10, 12, 14, 16];
const NESTED_TREES = 1000;
/** In how many ways each of them can serve the request: by either node with either of its devices. */
const NESTED_WAYS = 4;

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
  const search = (name: string, query: string, count: number) => {
    const path = `/allocation_candidates?${query}`;
    return loadContestant({
      name,
      load: stage.load,
      site,
      async plan() {
        await expectCandidates(site, { path, count });
        return { protocol: "rest", clients: 1, traffic: { kind: "get", path } };
      },
    });
  };
  const wide = widths.map((width) =>
    search(wideName(width), wideQuery(width), Math.min(1000, waysOf(width))),
  );
  const nested = [
    search("limit 100", `${nestedQuery}&limit=100`, 100),
    search("limit 1,000", `${nestedQuery}&limit=1000`, 1000),
    search("all", nestedQuery, NESTED_TREES * NESTED_WAYS),
  ];
  return [
    {
      id: "e.wide",
      title: "n groups on n children, limit 1,000",
      contestants: wide,
      figures: wide.map(({ name }) => amount(name, "p50Ms")),
      turnShare: 0.5,
    },
    {
      id: "e.nested",
      title: "1,000 trees of 7, two groups in one subtree",
      contestants: nested,
      figures: nested.map(({ name }) => amount(name, "p50Ms")),
      turnShare: 0.5,
    },
  ];
}

function wideName(width: number): string {
  return `${width} x ${width}`;
}

/** In how many orders the groups can take the children. */
function waysOf(width: number): number {
  return width <= 1 ? 1 : width * waysOf(width - 1);
}

function wideQuery(width: number): string {
  const groups = Array.from({ length: width }, (_, at) => `resources_${at}=${wideClass(width)}:1`);
  return [...groups, "group_policy=none", "limit=1000"].join("&");
}
