import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { open, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The threads of this process that decompress, look up names and touch files, at a test's command. */
export interface HeldThreads {
  /** Lets what waits for a thread now be done, one after the other, but nothing that this leads to. */
  step(): Promise<void>;
  /** Lets everything be done again. */
  release(): Promise<void>;
}

/** A thread that does nothing until it is let go. */
interface Hold {
  letGo(): Promise<void>;
}

/**
 * Keeps all threads of the process busy: what happens meanwhile happens before any of their work ends. Sockets need no
 * threads.
 */
export function holdThreadPool(): HeldThreads {
  const folder = mkdtempSync(join(tmpdir(), "placementd-threads-"));
  let pipes = 0;
  const hold = () => holdThread(join(folder, `pipe${pipes++}`));
  const threads = Number(process.env.UV_THREADPOOL_SIZE ?? 4);
  let held = Array.from({ length: threads }, hold);
  return {
    async step() {
      const [first, ...others] = held;
      const done = stat(folder);
      held = [...others, hold()];
      await first?.letGo();
      await done;
    },
    async release() {
      await Promise.all(held.map((one) => one.letGo()));
      rmSync(folder, { recursive: true });
    },
  };
}

/** To open a pipe for reading takes a thread until somebody opens it for writing. */
function holdThread(pipe: string): Hold {
  execFileSync("mkfifo", [pipe]);
  const opened = open(pipe, constants.O_RDONLY);
  return {
    async letGo() {
      const writer = openSync(pipe, constants.O_RDWR);
      const file = await opened;
      closeSync(writer);
      void file.close();
    },
  };
}
