import { Client } from "pg";
import type { Protocol, ProviderAt, Traffic } from "./load/load-plan.ts";
import { OWN_CONSUMERS } from "./load/load-shapes.ts";
import type { PlacementdServer } from "./placementd-server.ts";
import { providerUuid } from "./seed-providers.ts";

/** The providers that requests go round, however many there are. */
const PROVIDERS_USED = 1000;

/** Where load goes: a server, and what of it costs processor time. */
export interface Site {
  readonly host: string;
  readonly port: number;
  readonly nodePid?: number;
  readonly postgresPid?: number;
  /** The providers that requests are about, at the generations that they have now. */
  providers(): Promise<ProviderAt[]>;
}

/** What the requests of a row do. */
export type Operation =
  | "get_inventories"
  | "put_inventories"
  | "put_allocations"
  | "candidates_100"
  | "candidates_all";

/** The traffic of an operation on a site, made anew for each turn, since others wrote meanwhile. */
export async function trafficOf(operation: Operation, site: Site): Promise<Traffic> {
  switch (operation) {
    case "get_inventories":
    case "put_inventories":
      return { kind: operation, providers: await site.providers() };
    case "put_allocations":
      return { kind: operation, providers: await site.providers(), prefix: newPrefix() };
    case "candidates_100":
      return { kind: "candidates", limit: 100 };
    case "candidates_all":
      return { kind: "candidates" };
  }
}

/** One of our servers on a seeded database. */
export function siteOf(
  server: PlacementdServer,
  world: { readonly databaseUrl: string; readonly providers: number; readonly postgresPid: number },
): Site {
  const { host, port, pid } = server;
  return {
    host,
    port,
    nodePid: pid,
    postgresPid: world.postgresPid,
    providers: () => readProviders(world.databaseUrl, world.providers),
  };
}

/** By which protocols ours is asked, and how each is called in the tables. */
export const protocols: readonly { readonly name: string; readonly protocol: Protocol }[] = [
  { name: "REST", protocol: "rest" },
  { name: "gRPC", protocol: "grpc" },
];

/** Providers spread evenly over all. */
async function readProviders(databaseUrl: string, count: number): Promise<ProviderAt[]> {
  const used = Math.min(count, PROVIDERS_USED);
  const uuids = Array.from({ length: used }, (_, at) => providerUuid(1 + Math.floor((at * count) / used)));
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ uuid: string; generation: number }>(
      "select uuid, generation from resource_providers where uuid = any ($1::uuid[]) order by uuid",
      [uuids],
    );
    return rows.map(({ uuid, generation }) => [uuid, generation]);
  } finally {
    await client.end();
  }
}

/** Eight hexadecimal digits for the consumers of one turn, the first two of which are the same for all turns. */
function newPrefix(): string {
  return OWN_CONSUMERS + crypto.randomUUID().slice(0, 8 - OWN_CONSUMERS.length);
}
