/** How often a process is looked at, in milliseconds. */
export const LOOK_MS = 5000;

/** Up to which part of a core a process is at rest; its own probes and timers take less than a tenth of that. */
const REST_MAX = 0.02;

/**
 * How many looks a process must be at rest: V8 itself collects step by step, without a pause to speak of, some eight
 * seconds after much of its old memory was in use. What is left to do then is done in a fraction of the time.
 */
const RESTS_MIN = 2;

/** From how much work on a collection pays, in microseconds of a core: it takes some 100 ms itself. */
const WORK_US_MIN = 1_000_000;

/** By how much a process must have grown since its last collection for another to pay, in bytes. */
const GROWTH_MIN = 16 * 2 ** 20;

/** What a process has used since it began. */
export interface Usage {
  /** Work, in microseconds of a core. */
  readonly workUs: number;
  /** Resident memory, in bytes. */
  readonly rssBytes: number;
}

/**
 * Collects garbage once after each spell of work, when hardly anybody waits for it: a process that has nothing to do
 * allocates nothing, and so would keep for hours what it grew to under load. Goes on until the process ends, without
 * keeping it from that.
 */
export function collectAtRest(collect: () => void, usage: () => Usage = ownUsage): void {
  let collected = usage();
  let before = collected;
  let rests = 0;
  const look = () => {
    const now = usage();
    rests = now.workUs - before.workUs < REST_MAX * LOOK_MS * 1000 ? rests + 1 : 0;
    before = now;
    const hasWorked = now.workUs - collected.workUs >= WORK_US_MIN;
    const hasGrown = now.rssBytes - collected.rssBytes >= GROWTH_MIN;
    if (rests < RESTS_MIN || !hasWorked || !hasGrown) return;
    collect();
    collected = before = usage();
  };
  setInterval(look, LOOK_MS).unref();
}

function ownUsage(): Usage {
  const { user, system } = process.cpuUsage();
  return { workUs: user + system, rssBytes: process.memoryUsage.rss() };
}
