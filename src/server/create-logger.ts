import { type Logger, pino } from "pino";
import type { LogLevel } from "../config.ts";
import { LogSink } from "./log-sink.ts";

/** A log, and a way to see it written before the process ends. */
export interface ServerLog {
  readonly logger: Logger;
  /** Adds lines that another process has made, whole ones. */
  readonly write: (lines: string) => void;
  readonly flush: () => Promise<void>;
}

/**
 * A log of JSON lines on standard output, or on a file descriptor or file of choice. Lines are written in batches
 * a moment later; what waits is written at exit. `base` is what each line has.
 */
export function createLogger(
  level: LogLevel,
  dest: number | string = 1,
  base: Readonly<Record<string, unknown>> | null = null,
): ServerLog {
  const sink = new LogSink(dest);
  return {
    logger: pino({ level, base, timestamp: isoTime() }, sink),
    write: (lines) => sink.write(lines),
    flush: () => sink.flush(),
  };
}

/** ISO 8601 is for people; writing it out is dear enough to do so once a millisecond only. */
function isoTime(): () => string {
  let atMs = -1;
  let text = "";
  return () => {
    const nowMs = Date.now();
    if (nowMs !== atMs) {
      atMs = nowMs;
      text = `,"time":"${new Date(nowMs).toISOString()}"`;
    }
    return text;
  };
}
