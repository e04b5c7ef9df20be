import { openStorage } from "../../src/storage/open-storage.ts";
import { startTemporaryCluster, type TemporaryCluster } from "../kit/temporary-cluster.ts";
import { LoadChild } from "./load/load-child.ts";
import { type PlacementdServer, startServer } from "./placementd-server.ts";
import { runScript } from "./run-script.ts";

/** A seeded database. */
export interface World {
  readonly databaseUrl: string;
  readonly postgresPid: number;
  /** How many flat providers it has. */
  readonly providers: number;
}

/**
 * What scenes are played on: one durable PostgreSQL in a scratch folder, as an embedded one is run, with a database
 * for each world; servers; the process that makes the load. All of it goes when the stage is closed.
 */
export class Stage {
  readonly load = new LoadChild();
  /** True for a run that is to be over soon. */
  readonly quick: boolean;
  /** How many requests are to show that memory does not grow. */
  readonly requests: number;
  readonly #cluster: TemporaryCluster;
  readonly #worlds = new Map<string, Promise<World>>();
  readonly #servers: PlacementdServer[] = [];
  readonly #closers: (() => unknown)[] = [];

  private constructor(cluster: TemporaryCluster, { quick, requests }: { quick: boolean; requests: number }) {
    this.#cluster = cluster;
    this.quick = quick;
    this.requests = requests;
  }

  static async open(options: { quick: boolean; requests: number }): Promise<Stage> {
    return new Stage(await startTemporaryCluster({ durable: true }), options);
  }

  get postgresPid(): number {
    return this.#cluster.pid;
  }

  get adminUrl(): string {
    return this.#cluster.adminUrl;
  }

  /** The database of that name, made and seeded when it is first asked for. */
  world(name: string, providers: number, seed: (databaseUrl: string) => Promise<void>): Promise<World> {
    const known = this.#worlds.get(name);
    if (known !== undefined) return known;
    const making = this.#makeWorld(name, providers, seed);
    this.#worlds.set(name, making);
    return making;
  }

  /** Starts a server on a world; it runs until the group's end. */
  async serve(
    { databaseUrl }: World,
    { env = {}, ...options }: { env?: Record<string, string>; watched?: boolean } = {},
  ): Promise<PlacementdServer> {
    const server = await startServer({ DATABASE_URL: databaseUrl, ...env }, options);
    this.#servers.push(server);
    return server;
  }

  /** Something to do when a group has been played. */
  onGroupEnd(close: () => unknown): void {
    this.#closers.push(close);
  }

  /** Ends what was started for a group of scenes; worlds stay. */
  async endGroup(): Promise<void> {
    await Promise.all(this.#servers.splice(0).map((server) => server.stop()));
    for (const close of this.#closers.splice(0)) await close();
  }

  async close(): Promise<void> {
    await this.endGroup();
    this.load.close();
    await this.#cluster.stop();
  }

  async #makeWorld(
    name: string,
    providers: number,
    seed: (databaseUrl: string) => Promise<void>,
  ): Promise<World> {
    await runScript(this.#cluster.adminUrl, [`create database "${name}"`]);
    const url = new URL(this.#cluster.socketUrl ?? this.#cluster.adminUrl);
    url.pathname = name;
    const databaseUrl = url.href;
    const storage = await openStorage({ url: databaseUrl, poolSize: 2, timeoutMs: 60_000 });
    await storage.migrate();
    await storage.close();
    await seed(databaseUrl);
    // Else it would come in the middle of a turn.
    await runScript(databaseUrl, ["checkpoint"]);
    return { databaseUrl, providers, postgresPid: this.#cluster.pid };
  }
}
