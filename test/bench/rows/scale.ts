import { loadContestant } from "../load-contestant.ts";
import { type Contestant, ratio, type Scene, slowdown } from "../scene.ts";
import { seedAllocations } from "../seed-allocations.ts";
import { seedProviders } from "../seed-providers.ts";
import { type Operation, type Site, siteOf, trafficOf } from "../site.ts";
import type { Stage, World } from "../stage.ts";
import { FLAT_PROVIDERS, flatWorld } from "./api.ts";

/** The operations that must not depend on how much is stored. */
const operations: readonly (readonly [Operation, string])[] = [
  ["candidates_100", "candidates, limit 100"],
  ["put_inventories", "PUT inventories"],
  ["put_allocations", "PUT allocations"],
];

/** Enough that a machine of two cores is busy, and few enough that the median tells of the server. */
const CLIENTS = 2;

/** How many providers the largest world has. */
export const LARGE_PROVIDERS = 100_000;

/** The world with as many providers as a large cloud has. */
export function largeWorld(stage: Stage): Promise<World> {
  return stage.world(`flat-${LARGE_PROVIDERS}`, LARGE_PROVIDERS, (url) =>
    seedProviders(url, LARGE_PROVIDERS),
  );
}

/** Searches and writes among more and more providers, and among more and more allocations. */
export async function scaleScenes(stage: Stage): Promise<Scene[]> {
  const base = "1,000 providers";
  const worlds = [
    [base, await flatWorld(stage)],
    ...(stage.quick ? [] : [["10,000 providers", await middleWorld(stage)] as const]),
    ["100,000 providers", await largeWorld(stage)],
    ["10 allocations a provider", await usedWorld(stage, 10)],
    ...(stage.quick ? [] : [["1,000 allocations a provider", await usedWorld(stage, 1000)] as const]),
  ] as const;
  const sites = await Promise.all(
    worlds.map(async ([name, world]) => [name, siteOf(await stage.serve(world), world)] as const),
  );
  return operations.map(([operation, title]) => ({
    id: `d.${operation}`,
    title,
    contestants: sites.map(([name, site]) => contestantOf(stage, { name, site, operation })),
    figures: sites.slice(1).flatMap(([name]) => [ratio(name, base), slowdown(name, base)]),
  }));
}

function contestantOf(
  stage: Stage,
  { name, site, operation }: { name: string; site: Site; operation: Operation },
): Contestant {
  return loadContestant({
    name,
    load: stage.load,
    site,
    plan: async () => ({ protocol: "rest", clients: CLIENTS, traffic: await trafficOf(operation, site) }),
  });
}

function middleWorld(stage: Stage): Promise<World> {
  return stage.world("flat-10000", 10_000, (url) => seedProviders(url, 10_000));
}

function usedWorld(stage: Stage, allocations: number): Promise<World> {
  return stage.world(`used-${allocations}`, FLAT_PROVIDERS, async (url) => {
    await seedProviders(url, FLAT_PROVIDERS);
    await seedAllocations(url, allocations);
  });
}
