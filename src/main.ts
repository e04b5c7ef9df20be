import { parseConfig } from "./config.ts";
import { dropLeftovers, keepCompiled } from "./processes/lean-start.ts";
import { type Life, live } from "./processes/life.ts";
import { say } from "./processes/say.ts";
import { tellPrimary, workerArgument } from "./processes/worker-word.ts";
import { greeting } from "./server/greeting.ts";

async function startAlone(life: Life): Promise<void> {
  const config = parseConfig(process.env);
  keepCompiled(config.dataDir);
  const scheme = config.tlsCertFile === undefined ? "http" : "https";
  // Whoever only watches over workers needs little of the program, and a worker's memory is dear enough.
  const address =
    config.workers === 1
      ? await (await import("./processes/serve.ts")).serve(config, life)
      : await (await import("./processes/watch-workers.ts")).watchWorkers(config, life);
  dropLeftovers();
  say(greeting({ scheme, ...address }));
}

async function startWorker(life: Life): Promise<void> {
  // What watches over it was killed: so is it, as if they were one.
  process.once("disconnect", () => process.exit(1));
  const config = parseConfig(process.env);
  keepCompiled(config.dataDir);
  const [{ serve }, { shareOf }] = await Promise.all([
    import("./processes/serve.ts"),
    import("./processes/share.ts"),
  ]);
  const serving = await serve(shareOf(config), life);
  dropLeftovers();
  await tellPrimary({ serving });
}

await (process.argv[2] !== workerArgument
  ? live({
      start: startAlone,
      onSignal: (signal) => say(`${signal}: finishing what is in flight`),
      onFailure: (reason) => say(`placementd can't start: ${reason}`),
    })
  : live({
      start: startWorker,
      // Whoever sent it told the operator.
      onSignal: () => undefined,
      onFailure: (reason) => tellPrimary({ failed: reason }),
    }));
