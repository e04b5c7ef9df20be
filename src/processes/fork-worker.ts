import { fork } from "node:child_process";
import { once } from "node:events";
import { forwardLines } from "./forward-lines.ts";
import { type WorkerWord, workerArgument } from "./worker-word.ts";

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

/**
 * Starts a worker: this program once more, which listens on the same port by SO_REUSEPORT, so that the kernel gives
 * each connection to one of them. With node:cluster, which hands connections out itself, one that is on its way to a
 * worker that gets killed hangs for good, and so does the news of the worker's end.
 */
export function forkWorker({ env, log, say }: WorkerOptions): RunningWorker {
  const begun = performance.now();
  const child = fork(process.argv[1]!, [workerArgument], { env: { ...process.env, ...env }, silent: true });
  if (child.stdout === null || child.stderr === null || child.pid === undefined) {
    throw new Error("the worker could not be started");
  }
  forwardLines(child.stdout, log);
  forwardLines(child.stderr, say);
  let failed: string | undefined;
  const { promise: serving, resolve, reject } = Promise.withResolvers<{ host: string; port: number }>();
  child.on("message", (message) => {
    const word = message as WorkerWord;
    if ("serving" in word) resolve(word.serving);
    else failed = word.failed;
  });
  // What it said last may arrive after its end.
  const ended = Promise.all([once(child, "close"), once(child, "disconnect")]).then(([[code, signal]]) => {
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
