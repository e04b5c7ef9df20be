import { readdirSync, readFileSync } from "node:fs";

/** Linux counts processor time in these, on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

interface ProcessTimes {
  readonly parent: number;
  readonly ticks: number;
}

/**
 * Processor time, in microseconds, that a process and all below it have used, with those that have ended and been
 * waited for. Undefined where there is no /proc: it is told beside the wall time, which is never left out.
 */
export function cpuUsOf(pid: number): number | undefined {
  const all = readAll();
  if (!all.has(pid)) return undefined;
  let ticks = 0;
  for (const queue = [pid]; queue.length > 0; ) {
    const next = queue.pop();
    if (next === undefined) break;
    ticks += all.get(next)?.ticks ?? 0;
    for (const [child, { parent }] of all) if (parent === next) queue.push(child);
  }
  return (ticks * 1e6) / TICKS_PER_SECOND;
}

/** Processor time, in microseconds, of the processes that this one has started and that have ended. */
export function endedChildrenCpuUs(): number | undefined {
  const fields = statOf("self");
  return fields === undefined
    ? undefined
    : ((Number(fields[13]) + Number(fields[14])) * 1e6) / TICKS_PER_SECOND;
}

/** Memory that a process holds, in megabytes of 2^20 bytes; undefined where there is no /proc. */
export function rssMbOf(pid: number): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}

function readAll(): Map<number, ProcessTimes> {
  const all = new Map<number, ProcessTimes>();
  for (const name of listProcesses()) {
    const fields = statOf(name);
    if (fields === undefined) continue;
    // User and system time, and those of children that were waited for (proc(5), from the third field on).
    const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
    all.set(Number(name), { parent: Number(fields[1]), ticks });
  }
  return all;
}

function listProcesses(): string[] {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** The fields after the command, which may itself hold blanks and parentheses; undefined for who has gone. */
function statOf(name: string): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${name}/stat`, "latin1");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}
