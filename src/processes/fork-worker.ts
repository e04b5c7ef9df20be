import cluster from "node:cluster";
import { once } from "node:events";
import { forwardLines } from "./forward-lines.ts";
import type { WorkerWord } from "./worker-word.ts";

/** What a worker needs from the process that watches over it. */
export interface WorkerOptions {
  /** Environment variables in which it differs. */
  readonly env: Readonly<Record<string, string>>;
  /** Takes its log, in whole lines. */
  readonly log: (lines: string) => void;
  /** Takes its words for people, in whole lines. */
  readonly say: (lines: string) => void;
}

/** A worker that was started. */
export interface RunningWorker {
  readonly pid: number;
  /** Where it serves, once it does. Rejects with the reason where it ends before. */
  readonly serving: Promise<{ readonly host: string; readonly port: number }>;
  /** Resolves when it has ended and all that it wrote was passed on. Never rejects. */
  readonly ended: Promise<WorkerEnd>;
  /** Asks it to finish what is in flight and end; after `graceMs` it is ended. */
  stop(graceMs: number): void;
}

/** How a worker ended. */
export interface WorkerEnd {
  /** 0 only where it was asked to. */
  readonly code: number | null;
  /** In words. */
  readonly reason: string;
  readonly livedMs: number;
}

/** Starts a worker: this program once more, with a share in the port that all of them listen on. */
export function forkWorker({ env, log, say }: WorkerOptions): RunningWorker {
  // Round robin, the default on most systems: long-lived connections, as gRPC's are, end up spread evenly. By
  // SO_REUSEPORT, the kernel would choose by a hash, and a worker's end would reset those that it had not accepted.
  cluster.schedulingPolicy = cluster.SCHED_RR;
  cluster.setupPrimary({ silent: true });
  const begun = performance.now();
  const worker = cluster.fork(env);
  const { process: child } = worker;
  if (child.stdout === null || child.stderr === null || child.pid === undefined) {
    throw new TypeError("a silent worker has pipes");
  }
  forwardLines(child.stdout, log);
  forwardLines(child.stderr, say);
  let failed: string | undefined;
  const { promise: serving, resolve, reject } = Promise.withResolvers<{ host: string; port: number }>();
  worker.on("message", (word: WorkerWord) => {
    if ("serving" in word) resolve(word.serving);
    else failed = word.failed;
  });
  // What it said last may arrive after its end.
  const ended = Promise.all([once(child, "close"), once(worker, "disconnect")]).then(([[code, signal]]) => {
    const reason = failed ?? `it ended with ${signal ?? `exit code ${code}`}`;
    reject(new Error(reason));
    return { code, reason, livedMs: performance.now() - begun };
  });
  // Who waits for it to serve hears of it; later on nobody does.
  serving.catch(() => undefined);
  return { pid: child.pid, serving, ended, stop: (graceMs) => stop(child, ended, graceMs) };
}

function stop(
  child: { kill(signal: NodeJS.Signals): boolean },
  ended: Promise<unknown>,
  graceMs: number,
): void {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
  void ended.then(() => clearTimeout(timer));
}
