import type { ProviderAt, Traffic } from "./load-plan.ts";
import { claimed, consumerUuid, inventoriesAt, owner, shareOf } from "./load-shapes.ts";

/** Makes a client's next request. */
export type NextRequest = () => Buffer;

const common = [
  "host: 127.0.0.1",
  "accept: application/json",
  "x-auth-token: admin",
  "openstack-api-version: placement 1.39",
];

/** What one of the clients sends by HTTP/1.1, to our server and to Placement alike. */
export function restRequests(traffic: Traffic, place: { client: number; clients: number }): NextRequest {
  switch (traffic.kind) {
    case "echo":
      return always(get("/echo/hello"));
    case "get":
      return always(get(traffic.path));
    case "post":
      return always(send("POST", traffic.path, traffic.body));
    case "candidates":
      return always(get(candidatesPath(traffic.limit)));
    case "get_inventories": {
      const requests = shareOf(traffic.providers, place).map(([uuid]) => get(inventoriesPath(uuid)));
      return inTurn(requests, (request) => request);
    }
    case "put_inventories":
      return putInventories(shareOf(traffic.providers, place));
    case "put_allocations":
      return putAllocations(shareOf(traffic.providers, place), traffic.prefix, place.client);
  }
}

function putInventories(providers: readonly ProviderAt[]): NextRequest {
  // Each answer moves the generation by one; any other would be a failure, and the end of the row.
  const mine = providers.map(([uuid, generation]) => ({ path: inventoriesPath(uuid), generation }));
  return inTurn(mine, (provider) => {
    const generation = provider.generation++;
    const body = { resource_provider_generation: generation, inventories: inventoriesAt(generation) };
    return send("PUT", provider.path, JSON.stringify(body));
  });
}

function putAllocations(providers: readonly ProviderAt[], prefix: string, client: number): NextRequest {
  const bodies = providers.map(([uuid]) =>
    JSON.stringify({
      allocations: { [uuid]: { resources: claimed } },
      project_id: owner.project,
      user_id: owner.user,
      consumer_generation: null,
      consumer_type: owner.type,
    }),
  );
  return inTurn(bodies, (body, turn) =>
    send("PUT", `/allocations/${consumerUuid(prefix, client, turn)}`, body),
  );
}

function inventoriesPath(uuid: string): string {
  return `/resource_providers/${uuid}/inventories`;
}

function candidatesPath(limit: number | undefined): string {
  const resources = Object.entries(claimed).map(([name, amount]) => `${name}:${amount}`);
  return `/allocation_candidates?resources=${resources.join(",")}${limit === undefined ? "" : `&limit=${limit}`}`;
}

function get(path: string): Buffer {
  return Buffer.from([`GET ${path} HTTP/1.1`, ...common, "", ""].join("\r\n"), "latin1");
}

function send(method: "PUT" | "POST", path: string, body: string): Buffer {
  const more = ["content-type: application/json", `content-length: ${body.length}`];
  return Buffer.from([`${method} ${path} HTTP/1.1`, ...common, ...more, "", body].join("\r\n"), "latin1");
}

/** The same request each time. */
function always(request: Buffer): NextRequest {
  return () => request;
}

/** Goes round what a client has; `turn` counts all requests. */
export function inTurn<T>(all: readonly T[], make: (one: T, turn: number) => Buffer): NextRequest {
  let turn = 0;
  return () => make(all[turn % all.length]!, turn++);
}
