import type { Config } from "../config.ts";

/** A worker's share of the settings that are about all workers together: all of it where it is the only one. */
export function shareOf(config: Config): Config {
  const share = (total: number) => Math.ceil(total / config.workers);
  return {
    ...config,
    databasePoolSize: share(config.databasePoolSize),
    connectionsMax: share(config.connectionsMax),
    bodiesBytesMax: share(config.bodiesBytesMax),
    largeAnswersMax: share(config.largeAnswersMax),
  };
}
