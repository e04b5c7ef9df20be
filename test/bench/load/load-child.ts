import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { LoadPlan, LoadResult } from "./load-plan.ts";

/** The process that makes all load: one for all contestants, so that none has a better warmed one. */
export class LoadChild {
  readonly #child: ChildProcess;

  constructor() {
    this.#child = fork(new URL("load-process.ts", import.meta.url));
  }

  /** Makes load. Rejects if a single answer was no success. */
  async run(plan: LoadPlan): Promise<LoadResult> {
    this.#child.send(plan);
    const [answer] = (await once(this.#child, "message")) as [{ result?: LoadResult; error?: string }];
    if (answer.result === undefined) throw new Error(answer.error);
    const { failures, failure } = answer.result;
    if (failures > 0) throw new Error(`${failures} failures, first: ${failure}`);
    return answer.result;
  }

  close(): void {
    this.#child.disconnect();
  }
}
