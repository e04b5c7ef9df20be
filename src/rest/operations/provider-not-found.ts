import type { Refusal } from "../operation.ts";

/** Where Placement looks for the provider in two places, the second of which repeats the first. */
export function providerNotFoundTwice(between: string): Refusal {
  return {
    status: 404,
    detail: (_, { params }) => {
      const words = `No resource provider with uuid ${params.resource_provider_uuid} found`;
      return `${words}${between}${words}`;
    },
  };
}
