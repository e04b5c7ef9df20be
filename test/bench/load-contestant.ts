import { cpuUsOf } from "./cpu-time.ts";
import type { LoadChild } from "./load/load-child.ts";
import type { LoadPlan } from "./load/load-plan.ts";
import type { Contestant, Round, Sample } from "./scene.ts";
import type { Site } from "./site.ts";

/** What a contestant's turn is made of. */
export interface LoadTurn {
  readonly name: string;
  readonly load: LoadChild;
  readonly site: Omit<Site, "providers">;
  /** The plan of a turn but for where it goes and when it ends; made before anything is measured. */
  plan(round: Round): Promise<Omit<LoadPlan, "host" | "port">>;
}

/** A server under load. */
export function loadContestant({ name, load, site, plan }: LoadTurn): Contestant {
  return {
    name,
    async run(durationMs, round) {
      const { host, port } = site;
      const turn = { durationMs, ...(await plan(round)), host, port };
      const node = cpuMeter(site.nodePid);
      const postgres = cpuMeter(site.postgresPid);
      const { answers, seconds, cpuUs, p50Ms, p99Ms, maxMs } = await load.run(turn);
      return {
        perSecond: answers / seconds,
        p50Ms,
        p99Ms,
        maxMs,
        loadUs: cpuUs / answers,
        ...present("nodeUs", node(), answers),
        ...present("postgresUs", postgres(), answers),
      };
    },
  };
}

/** Begins to count a process's time; the function that it returns tells how much was used since. */
export function cpuMeter(pid: number | undefined): () => number | undefined {
  const before = pid === undefined ? undefined : cpuUsOf(pid);
  return () => {
    const after = pid === undefined ? undefined : cpuUsOf(pid);
    return before === undefined || after === undefined ? undefined : after - before;
  };
}

/** A time a request, if it could be measured. */
export function present(
  metric: "nodeUs" | "postgresUs" | "loadUs",
  us: number | undefined,
  answers: number,
): Sample {
  return us === undefined ? {} : { [metric]: us / answers };
}
