import type { HandlerContext } from "@connectrpc/connect";
import { pino } from "pino";
import { afterAll, beforeAll } from "vitest";
import { parseConfig } from "../../src/config.ts";
import { createPolicy } from "../../src/domain/policy/create-policy.ts";
import type { Store } from "../../src/domain/store.ts";
import { createRestHandler } from "../../src/rest/index.ts";
import { createServer, type Server } from "../../src/server/create-server.ts";
import { Readiness } from "../../src/server/health/readiness.ts";
import { createServices } from "../../src/service/create-services.ts";
import { LargeAnswers, type TakeTurn } from "../../src/service/large-answers.ts";
import { bindingViolations } from "../../src/transcoder/index.ts";
import { poolOf } from "./explain.ts";
import { plantHosts } from "./plant-hosts.ts";
import { useStorage } from "./storage.ts";

/** How many hosts there are, each with one VCPU: more than a usual answer has. */
export const HOSTS = 1500;

/** Remembers how many answers were in work at most. */
export class CountedAnswers extends LargeAnswers {
  /** How many were in work at once, at most. */
  most = 0;
  /** How many have had a turn. */
  taken = 0;

  override make<T>(context: HandlerContext, make: (takeTurn: TakeTurn) => Promise<T>): Promise<T> {
    return super.make(context, (takeTurn) =>
      make((state) =>
        takeTurn(state)?.then(() => {
          this.taken += 1;
          this.most = Math.max(this.most, this.inWork);
        }),
      ),
    );
  }
}

/** Lets reads of provider lists begin when the test wants them to. */
export class Gate {
  /** How many reads have come to it. */
  reads = 0;
  #open = Promise.resolve();
  /** Lets all reads begin. */
  open = () => {};

  /** Lets no more reads begin. */
  close(): void {
    ({ promise: this.#open, resolve: this.open } = Promise.withResolvers<void>());
  }

  /** The store with the gate before it. */
  around(store: Store): Store {
    const gated: Pick<Store, "listProviders"> = {
      listProviders: async (filter) => {
        this.reads += 1;
        await this.#open;
        return store.listProviders(filter);
      },
    };
    return Object.assign(Object.create(store), gated);
  }
}

/** A server of this process, which tests can look into. */
export interface Served {
  readonly url: string;
  readonly port: number;
  readonly answers: CountedAnswers;
  readonly gate: Gate;
  readonly server: Server;
}

async function serve(store: Store, env: Record<string, string>): Promise<Served> {
  const config = parseConfig({ PLACEMENTD_LISTEN: "127.0.0.1:0", ...env });
  const answers = new CountedAnswers(config);
  const gate = new Gate();
  const services = createServices(gate.around(store), bindingViolations, config, answers);
  const readiness = new Readiness();
  readiness.set(true);
  const server = createServer({
    config,
    services,
    policy: createPolicy({ enforceNewDefaults: false, enforceScope: false }),
    restHandler: (parts) =>
      createRestHandler({
        ...parts,
        services: services.map(({ service }) => service),
        incompleteOwner: { projectId: "nobody", userId: "nobody" },
      }),
    readiness,
    logger: pino({ level: "silent" }),
  });
  const { port } = await server.listen();
  return { url: `http://127.0.0.1:${port}`, port, answers, gate, server };
}

/**
 * Runs servers on one database of hosts from the first test of a file to the last, each with settings of its own; in
 * this process, so that tests can look at what is in work.
 */
export function useServedHosts<Name extends string>(
  settings: Readonly<Record<Name, Record<string, string>>>,
): Readonly<Record<Name, Served>> {
  const storage = useStorage();
  const served = {} as Record<Name, Served>;
  beforeAll(async () => {
    const pool = await poolOf(storage.current.orm);
    await plantHosts(pool, HOSTS);
    for (const name of Object.keys(settings) as Name[]) {
      served[name] = await serve(storage.current.store, settings[name]);
    }
  });
  afterAll(async () => {
    for (const { server } of Object.values<Served>(served)) await server.close(0);
  });
  return served;
}
