import { ConfigError, parseConfig } from "../../../src/config.ts";
import { ceilingNote, ceilingsOf } from "../ceilings.ts";
import { loadContestant } from "../load-contestant.ts";
import { findPeer, type Peer } from "../peer.ts";
import { type Contestant, type FigureSpec, ratio, type Scene } from "../scene.ts";
import { seedProviders } from "../seed-providers.ts";
import { type Operation, protocols, type Site, siteOf, trafficOf } from "../site.ts";
import type { Stage, World } from "../stage.ts";

/** What is measured, how it is called, and whether it profits from a second worker. */
const operations: readonly { operation: Operation; title: string; workers: boolean }[] = [
  { operation: "get_inventories", title: "GET inventories", workers: false },
  { operation: "put_inventories", title: "PUT inventories", workers: true },
  { operation: "put_allocations", title: "PUT allocations", workers: true },
  { operation: "candidates_100", title: "candidates, limit 100", workers: true },
  { operation: "candidates_all", title: "candidates, all", workers: true },
];

/** How many flat providers the rows have. */
export const FLAT_PROVIDERS = 1000;

/** The database of most rows. */
export function flatWorld(stage: Stage): Promise<World> {
  return stage.world(`flat-${FLAT_PROVIDERS}`, FLAT_PROVIDERS, (url) => seedProviders(url, FLAT_PROVIDERS));
}

/**
 * What clients ask most, by each protocol, by one client and by eight: beside PostgreSQL alone, the real Placement
 * and, where servers may have several workers, two of them.
 */
export async function apiScenes(stage: Stage, note: (line: string) => void): Promise<Scene[]> {
  const world = await flatWorld(stage);
  const peer = await findPeer(FLAT_PROVIDERS);
  note(ceilingNote);
  if (peer.absent === undefined) {
    note(peer.note);
    stage.onGroupEnd(() => peer.stop());
  }
  const ours = siteOf(await stage.serve(world), world);
  const two = await twoWorkers(stage, world);
  return operations.flatMap(({ operation, title, workers }) =>
    [1, 8].map((clients): Scene => {
      const against = (name: string, site: Site, protocol: "rest" | "grpc") =>
        loadContestant({
          name,
          load: stage.load,
          site,
          plan: async () => ({ protocol, clients, traffic: await trafficOf(operation, site) }),
        });
      const contestants = [
        ...protocols.map(({ name, protocol }) => against(name, ours, protocol)),
        ...(workers && clients > 1 ? [ofTwo(two, against)] : []),
        ...ceilingsOf(operation, { world, clients }),
        ofPeer(peer, against),
      ];
      return {
        id: `a.${operation}.${clients}`,
        title: `${title}, ${clients === 1 ? "1 client" : `${clients} clients`}`,
        contestants,
        figures: figuresOf(contestants),
      };
    }),
  );
}

type Against = (name: string, site: Site, protocol: "rest" | "grpc") => Contestant;

const TWO_WORKERS = "REST, 2 workers";

function ofPeer(peer: Peer, against: Against): Contestant {
  const name = "Placement";
  return peer.absent === undefined ? against(name, peer.site, "rest") : { name, notMeasured: peer.absent };
}

function ofTwo(two: Site | undefined, against: Against): Contestant {
  if (two === undefined) return { name: TWO_WORKERS, notMeasured: "there is no setting PLACEMENTD_WORKERS" };
  return against(TWO_WORKERS, two, "rest");
}

function figuresOf(contestants: readonly Contestant[]): FigureSpec[] {
  const figures = [
    ratio("REST", "Placement"),
    ratio("gRPC", "Placement"),
    ratio("REST", "pgbench"),
    ratio("gRPC", "pgbench"),
    ratio(TWO_WORKERS, "REST"),
  ];
  const names = new Set(contestants.map(({ name }) => name));
  return figures.filter(({ reading, over = reading }) => names.has(reading.of) && names.has(over.of));
}

async function twoWorkers(stage: Stage, world: World): Promise<Site | undefined> {
  const env = { PLACEMENTD_WORKERS: "2" };
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
  return siteOf(await stage.serve(world, { env }), world);
}
