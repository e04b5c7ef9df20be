import { destination, type Logger, pino } from "pino";
import type { LogLevel } from "../config.ts";

/** How many bytes of the log may wait to be written. */
const bufferBytes = 4096;
/** The longest that a line waits, in milliseconds. */
const flushIntervalMs = 250;

/** A log, and a way to see it written before the process ends. */
export interface ServerLog {
  readonly logger: Logger;
  flush(): void;
}

/**
 * A log of JSON lines on standard output, or on a file descriptor or file of choice. Lines are written in batches,
 * off the path of the requests that they tell of; what waits is written at exit.
 */
export function createLogger(level: LogLevel, dest: number | string = 1): ServerLog {
  const stream = destination({ dest, sync: false, minLength: bufferBytes, periodicFlush: flushIntervalMs });
  const logger = pino(
    { level, base: null, timestamp: () => `,"time":"${new Date().toISOString()}"` },
    stream,
  );
  return { logger, flush: () => stream.flushSync() };
}
