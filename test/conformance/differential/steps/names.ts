import { type Draw, type Operation, someGeneration, someProvider, someTraits } from "../operation.ts";
import { pools } from "../pools.ts";

/** Resource classes and traits: what has a name and little else. */
export const nameOperations: readonly Operation[] = [
  { name: "GET /resource_classes", since: 2, weight: 0.7, sketch: () => ({ path: "/resource_classes" }) },
  {
    name: "POST /resource_classes",
    since: 2,
    weight: (world) => (world.classes.size < 2 ? 5 : 1),
    sketch: (draw) => ({ path: "/resource_classes", body: { name: className(draw) } }),
  },
  {
    name: "GET /resource_classes/{name}",
    since: 2,
    weight: 1,
    sketch: (draw) => ({ path: `/resource_classes/${className(draw)}` }),
  },
  {
    name: "PUT /resource_classes/{name}",
    since: 2,
    weight: (world) => (world.classes.size < 2 ? 8 : 2),
    sketch: (draw) => ({
      path: `/resource_classes/${className(draw)}`,
      ...(draw.version < 7 ? { body: { name: className(draw) } } : {}),
    }),
  },
  {
    name: "DELETE /resource_classes/{name}",
    since: 2,
    weight: 0.7,
    sketch: (draw) => ({ path: `/resource_classes/${className(draw)}` }),
  },
  {
    name: "GET /traits",
    since: 6,
    weight: 1.5,
    sketch: (draw) => ({ path: "/traits", query: traitFilters(draw) }),
  },
  {
    name: "GET /traits/{name}",
    since: 6,
    weight: 1,
    sketch: (draw) => ({ path: `/traits/${traitName(draw)}` }),
  },
  {
    name: "PUT /traits/{name}",
    since: 6,
    weight: (world) => (world.traits.size < 2 ? 8 : 2),
    sketch: (draw) => ({ path: `/traits/${traitName(draw)}` }),
  },
  {
    name: "DELETE /traits/{name}",
    since: 6,
    weight: 0.7,
    sketch: (draw) => ({ path: `/traits/${traitName(draw)}` }),
  },
  {
    name: "GET /resource_providers/{uuid}/traits",
    since: 6,
    weight: 2,
    sketch: (draw) => ({ path: `/resource_providers/${someProvider(draw)}/traits` }),
  },
  {
    name: "PUT /resource_providers/{uuid}/traits",
    since: 6,
    weight: 6,
    sketch: (draw) => {
      const uuid = someProvider(draw);
      const traits = someTraits(draw, 0, 3);
      if (draw.random.chance(0.12)) traits.push(pools.sharingTrait);
      return {
        path: `/resource_providers/${uuid}/traits`,
        body: { resource_provider_generation: someGeneration(draw, uuid), traits },
      };
    },
  },
  {
    name: "DELETE /resource_providers/{uuid}/traits",
    since: 6,
    weight: 0.7,
    sketch: (draw) => ({ path: `/resource_providers/${someProvider(draw)}/traits` }),
  },
];

function className({ random }: Draw): string {
  return random.weighted<string>([
    [10, random.pick(pools.customClasses)],
    [1, random.pick(pools.standardClasses)],
    [1, encodeURIComponent(random.pick(pools.strangeClasses))],
  ]);
}

function traitName({ random }: Draw): string {
  return random.weighted<string>([
    [10, random.pick(pools.customTraits)],
    [1, random.pick(pools.standardTraits)],
    [1, encodeURIComponent(random.pick(pools.strangeTraits))],
  ]);
}

function traitFilters(draw: Draw): [string, string][] {
  const { random } = draw;
  const filters: [string, string][] = [
    ["associated", random.pick(["true", "false", "True", "FALSE"])],
    [
      "name",
      random.pick([
        `in:${someTraits(draw, 1, 3).join(",")}`,
        "startswith:CUSTOM_",
        "startswith:HW_CPU_X86_S",
        "startswith:CUSTOM_R",
        "startswith:Q",
      ]),
    ],
  ];
  return random.some(filters, 0, 2);
}
