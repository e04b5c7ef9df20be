import type { JsonObject } from "../json.ts";
import {
  classesOf,
  type Draw,
  type Operation,
  someClass,
  someClasses,
  someGeneration,
  someProvider,
} from "../operation.ts";

/** What providers have. */
export const inventoryOperations: readonly Operation[] = [
  {
    name: "GET /resource_providers/{uuid}/inventories",
    since: 0,
    weight: 3,
    sketch: (draw) => ({ path: pathOf(someProvider(draw)) }),
  },
  {
    name: "PUT /resource_providers/{uuid}/inventories",
    since: 0,
    weight: 9,
    sketch: (draw) => {
      const uuid = someProvider(draw);
      return {
        path: pathOf(uuid),
        body: {
          resource_provider_generation: someGeneration(draw, uuid),
          inventories: inventorySet(draw, uuid),
        },
      };
    },
  },
  {
    name: "POST /resource_providers/{uuid}/inventories",
    since: 0,
    weight: 4,
    sketch: (draw) => {
      const uuid = someProvider(draw);
      const generation = draw.random.chance(0.3)
        ? { resource_provider_generation: someGeneration(draw, uuid) }
        : {};
      return {
        path: pathOf(uuid),
        body: { resource_class: someClass(draw), ...inventory(draw), ...generation },
      };
    },
  },
  {
    name: "DELETE /resource_providers/{uuid}/inventories",
    since: 5,
    weight: 1,
    sketch: (draw) => ({ path: pathOf(someProvider(draw)) }),
  },
  {
    name: "GET /resource_providers/{uuid}/inventories/{resource_class}",
    since: 0,
    weight: 2,
    sketch: (draw) => ({ path: someInventory(draw) }),
  },
  {
    name: "PUT /resource_providers/{uuid}/inventories/{resource_class}",
    since: 0,
    weight: 4,
    sketch: (draw) => {
      const uuid = someProvider(draw);
      return {
        path: `${pathOf(uuid)}/${someClassOf(draw, uuid)}`,
        body: { resource_provider_generation: someGeneration(draw, uuid), ...inventory(draw) },
      };
    },
  },
  {
    name: "DELETE /resource_providers/{uuid}/inventories/{resource_class}",
    since: 0,
    weight: 1.5,
    sketch: (draw) => ({ path: someInventory(draw) }),
  },
];

function pathOf(uuid: string): string {
  return `/resource_providers/${uuid}/inventories`;
}

function someInventory(draw: Draw): string {
  const uuid = someProvider(draw);
  return `${pathOf(uuid)}/${someClassOf(draw, uuid)}`;
}

function someClassOf(draw: Draw, uuid: string): string {
  return classesOf(draw, uuid, 1, 1)[0] ?? "VCPU";
}

/** The inventories of a set, by class; with those that a provider has already, half of the time. */
export function inventorySet(draw: Draw, uuid: string): JsonObject {
  const has = draw.random.chance(0.5) ? (draw.world.inventories.get(uuid) ?? []) : [];
  const classes = [...has, ...someClasses(draw, draw.random.chance(0.05) ? 0 : 1, 4)];
  return Object.fromEntries(classes.map((name) => [name, inventory(draw)]));
}

/** Small totals, so that claims meet the capacity; each other field now and then. */
function inventory({ random }: Draw): JsonObject {
  const total = random.weighted([
    [8, random.integer(4, 24)],
    [1, random.integer(1, 3)],
    [0.5, 2147483647],
  ]);
  const maybe = (probability: number, field: JsonObject) => (random.chance(probability) ? field : {});
  return {
    total,
    ...maybe(0.2, { reserved: random.integer(0, Math.min(total + 1, 8)) }),
    ...maybe(0.08, { min_unit: random.integer(1, 3) }),
    ...maybe(0.25, { max_unit: random.integer(1, 16) }),
    ...maybe(0.08, { step_size: random.integer(1, 3) }),
    ...maybe(0.25, { allocation_ratio: random.pick([1, 1.5, 2, 16, 0.5, 0.1, 0.3333, 1e9, 0]) }),
  };
}
