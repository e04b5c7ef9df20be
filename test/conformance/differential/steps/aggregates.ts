import { type Operation, someGeneration, someProvider } from "../operation.ts";
import { pools } from "../pools.ts";

/** Which aggregates a provider is in. */
export const aggregateOperations: readonly Operation[] = [
  {
    name: "GET /resource_providers/{uuid}/aggregates",
    since: 1,
    weight: 1.5,
    sketch: (draw) => ({ path: `/resource_providers/${someProvider(draw)}/aggregates` }),
  },
  {
    name: "PUT /resource_providers/{uuid}/aggregates",
    since: 1,
    weight: 4,
    sketch: (draw) => {
      const uuid = someProvider(draw);
      const aggregates = draw.random.some(pools.aggregates, 0, 3);
      const generation = { resource_provider_generation: someGeneration(draw, uuid) };
      return {
        path: `/resource_providers/${uuid}/aggregates`,
        body: draw.version < 19 ? aggregates : { aggregates, ...generation },
      };
    },
  },
];
