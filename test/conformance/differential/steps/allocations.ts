import type { Json, JsonObject } from "../json.ts";
import {
  classesOf,
  type Draw,
  type Operation,
  someAmount,
  someGeneration,
  someProvider,
} from "../operation.ts";
import { pools } from "../pools.ts";
import { inventorySet } from "./inventories.ts";

/** What consumers take, and how much of everything is taken. */
export const allocationOperations: readonly Operation[] = [
  {
    name: "POST /allocations",
    since: 13,
    weight: 5,
    sketch: (draw) => ({ path: "/allocations", body: consumersWrite(draw, 1) }),
  },
  {
    name: "GET /allocations/{consumer_uuid}",
    since: 0,
    weight: 4,
    sketch: (draw) => ({ path: `/allocations/${someConsumer(draw)}` }),
  },
  {
    name: "PUT /allocations/{consumer_uuid}",
    since: 0,
    weight: 10,
    sketch: (draw) => {
      const consumer = someConsumer(draw);
      return { path: `/allocations/${consumer}`, body: consumerWrite(draw, consumer) };
    },
  },
  {
    name: "DELETE /allocations/{consumer_uuid}",
    since: 0,
    weight: 2,
    sketch: (draw) => ({ path: `/allocations/${someConsumer(draw)}` }),
  },
  {
    name: "GET /resource_providers/{uuid}/allocations",
    since: 0,
    weight: 2,
    sketch: (draw) => ({ path: `/resource_providers/${someProvider(draw)}/allocations` }),
  },
  {
    name: "GET /resource_providers/{uuid}/usages",
    since: 0,
    weight: 2,
    sketch: (draw) => ({ path: `/resource_providers/${someProvider(draw)}/usages` }),
  },
  {
    name: "GET /usages",
    since: 9,
    weight: 3,
    sketch: (draw) => ({ path: "/usages", query: usageFilters(draw) }),
  },
  {
    name: "POST /reshaper",
    since: 30,
    weight: 4,
    sketch: (draw) => ({ path: "/reshaper", body: reshape(draw) }),
  },
];

function someConsumer({ random, world }: Draw): string {
  const there = [...world.consumers.keys()];
  return there.length > 0 && random.chance(0.5) ? random.pick(there) : random.pick(pools.consumers);
}

function consumerWrite(draw: Draw, consumer: string): JsonObject {
  const { random, version, world } = draw;
  const allocations = allocationsOf(draw, version >= 28 && random.chance(0.12) ? 0 : 1);
  if (version < 8) return { allocations };
  const known = world.consumers.get(consumer) ?? null;
  const generation = random.chance(0.95) ? known : random.pick([null, 0, 1, 5]);
  return {
    allocations,
    project_id: random.pick(pools.projects),
    user_id: random.pick(pools.users),
    ...(version >= 28 ? { consumer_generation: generation } : {}),
    ...(version >= 34 && random.chance(0.2) ? { mappings: mappings(draw) } : {}),
    ...(version >= 38 ? { consumer_type: random.pick(pools.consumerTypes) } : {}),
  };
}

function allocationsOf(draw: Draw, least: number): Json {
  const { random, version } = draw;
  const most = least === 0 ? 0 : random.weighted([[3, 1] as const, [2, 2] as const]);
  const uuids = Array.from({ length: most }, () => stockedProvider(draw));
  const resources = (uuid: string) =>
    Object.fromEntries(classesOf(draw, uuid, 1, 2).map((name) => [name, someAmount(random)]));
  if (version < 12) {
    return uuids.map((uuid) => ({ resource_provider: { uuid }, resources: resources(uuid) }));
  }
  const withGeneration = random.chance(0.1) ? { generation: random.integer(0, 3) } : {};
  return Object.fromEntries(uuids.map((uuid) => [uuid, { resources: resources(uuid), ...withGeneration }]));
}

/** A provider that has something, mostly. */
function stockedProvider(draw: Draw): string {
  const stocked = [...draw.world.inventories].filter(
    ([uuid, classes]) => classes.length > 0 && draw.world.providers.has(uuid),
  );
  return stocked.length > 0 && draw.random.chance(0.9) ? draw.random.pick(stocked)[0] : someProvider(draw);
}

function mappings(draw: Draw): JsonObject {
  const group = draw.random.pick(["", "1", "_NET", "x-y"]);
  return { [group]: [someProvider(draw)] };
}

/** Before 1.28 an empty object of allocations deletes in POST, too. */
function consumersWrite(draw: Draw, least: number): JsonObject {
  const consumers = draw.random.some(pools.consumers, least, 2);
  return Object.fromEntries(
    consumers.map((consumer) => {
      const write = consumerWrite({ ...draw, version: Math.max(draw.version, 12) }, consumer);
      const empty = draw.random.chance(0.1) ? { allocations: {} } : {};
      return [consumer, { ...write, ...empty }];
    }),
  );
}

function usageFilters(draw: Draw): [string, string][] {
  const { random, version } = draw;
  const filters: [string, string][] = [["project_id", random.pick(pools.projects)]];
  if (random.chance(0.4)) filters.push(["user_id", random.pick(pools.users)]);
  if (version >= 38 && random.chance(0.5)) {
    filters.push(["consumer_type", random.pick([...pools.consumerTypes, "all", "unknown"])]);
  }
  return filters;
}

function reshape(draw: Draw): JsonObject {
  const uuids = new Set(Array.from({ length: draw.random.integer(1, 2) }, () => someProvider(draw)));
  const inventories = Object.fromEntries(
    [...uuids].map((uuid) => [
      uuid,
      { resource_provider_generation: someGeneration(draw, uuid), inventories: inventorySet(draw, uuid) },
    ]),
  );
  return { inventories, allocations: consumersWrite(draw, 0) };
}
