/** How often a process is looked at, in milliseconds. */
export const LOOK_MS = 5000;

/** Up to which part of a core a process is at rest; its own probes and timers take less than a tenth of that. */
const REST_MAX = 0.02;

/** From how much work on a collection pays, in microseconds of a core: it takes some 100 ms itself. */
const WORK_US_MIN = 1_000_000;

/**
 * Collects garbage once after each spell of work, when hardly anybody waits for it: a process that has nothing to do
 * allocates nothing, and so would keep for hours what it grew to under load. `workUs` tells how much the process has
 * worked since it began, in microseconds of a core. Goes on until the process ends, without keeping it from that.
 */
export function collectAtRest(collect: () => void, workUs: () => number = cpuUs): void {
  let before = workUs();
  let collectedAt = before;
  const look = () => {
    const now = workUs();
    const atRest = now - before < REST_MAX * LOOK_MS * 1000;
    before = now;
    if (!atRest || now - collectedAt < WORK_US_MIN) return;
    collect();
    collectedAt = before = workUs();
  };
  setInterval(look, LOOK_MS).unref();
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
