import { type Draw, type Operation, someClasses, someProvider, someTraits } from "../operation.ts";
import { pools } from "../pools.ts";
import { memberOf, requiredTraits, resources } from "./query-values.ts";

/** Resource providers, alone and in trees. */
export const providerOperations: readonly Operation[] = [
  {
    name: "GET /resource_providers",
    since: 0,
    weight: 5,
    sketch: (draw) => ({ path: "/resource_providers", query: filters(draw) }),
  },
  {
    name: "POST /resource_providers",
    since: 0,
    weight: (world) => (world.providers.size < 5 ? 30 : 3),
    sketch: (draw) => ({ path: "/resource_providers", body: newProvider(draw) }),
  },
  {
    name: "GET /resource_providers/{uuid}",
    since: 0,
    weight: 4,
    sketch: (draw) => ({ path: `/resource_providers/${someProvider(draw)}` }),
  },
  {
    name: "PUT /resource_providers/{uuid}",
    since: 0,
    weight: 4,
    sketch: (draw) => {
      const { random, version } = draw;
      const parent = version >= 14 && random.chance(0.4) ? { parent_provider_uuid: someParent(draw) } : {};
      return {
        path: `/resource_providers/${someProvider(draw)}`,
        body: { name: random.pick(pools.names), ...parent },
      };
    },
  },
  {
    name: "DELETE /resource_providers/{uuid}",
    since: 0,
    weight: (world) => (world.providers.size > 4 ? 2 : 0.5),
    sketch: (draw) => ({ path: `/resource_providers/${someProvider(draw)}` }),
  },
];

function newProvider(draw: Draw) {
  const { random, version, world } = draw;
  const unused = pools.providers.filter((uuid) => !world.providers.has(uuid));
  const uuid = unused.length > 0 && random.chance(0.85) ? random.pick(unused) : random.pick(pools.providers);
  return {
    name: random.pick(pools.names),
    ...(random.chance(0.97) ? { uuid: spelled(draw, uuid) } : {}),
    ...(version >= 14 && random.chance(0.5) ? { parent_provider_uuid: someParent(draw) } : {}),
  };
}

/** UUIDs may come undashed and in upper case. */
function spelled({ random }: Draw, uuid: string): string {
  return random.weighted([
    [30, uuid],
    [1, uuid.toUpperCase()],
    [1, uuid.replaceAll("-", "")],
  ]);
}

function someParent(draw: Draw): string | null {
  return draw.random.chance(0.2) ? null : someProvider(draw);
}

function filters(draw: Draw): [string, string][] {
  const { random, version } = draw;
  const possible: [since: number, filter: () => [string, string][]][] = [
    [0, () => [["name", random.pick(pools.names)]]],
    [0, () => [["uuid", someProvider(draw)]]],
    [3, () => memberOf(draw, "member_of")],
    [4, () => [["resources", resources(draw, someClasses(draw, 1, 2))]]],
    [14, () => [["in_tree", someProvider(draw)]]],
    [18, () => requiredTraits(draw, "required", someTraits(draw, 1, 2))],
  ];
  const usable = possible.filter(([since]) => since <= version);
  return random.some(usable, 0, 2).flatMap(([, filter]) => filter());
}
