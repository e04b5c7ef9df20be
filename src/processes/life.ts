import { ConfigError } from "../config.ts";
import { PolicyError } from "../domain/policy/policy-error.ts";
import { EmbeddedPostgresError } from "../storage/embedded/embedded-postgres-error.ts";
import { say } from "./say.ts";

/** How long something may take to close that is not the clients' business, in milliseconds. */
export const CLOSE_MS = 5000;

/** The life of a process: what it opens on the way is closed at its end, the last first, whatever the end is. */
export class Life {
  readonly #closers: (() => unknown)[] = [];
  #ending: Promise<never> | undefined;

  /** Has something closed at the end. */
  closeAtEnd(close: () => unknown): void {
    this.#closers.push(close);
  }

  /** Closes everything, and the process with this code, or with 1 where something could not be closed. */
  end(exitCode: number): Promise<never> {
    this.#ending ??= this.#end(exitCode);
    return this.#ending;
  }

  async #end(exitCode: number): Promise<never> {
    let code = exitCode;
    for (let close = this.#closers.pop(); close !== undefined; close = this.#closers.pop()) {
      try {
        await close();
      } catch (error) {
        say(`while stopping: ${error instanceof Error ? error.stack : String(error)}`);
        code = 1;
      }
    }
    process.exit(code);
  }
}

/** How a process begins, and who hears of it. */
export interface Beginning {
  start(life: Life): Promise<void>;
  /** Told that a signal ends the process. */
  onSignal(signal: string): void;
  /** Told why the process could not start. */
  onFailure(reason: string): unknown;
}

/** Lives until a signal comes (exit code 0), the start fails, or something happens that nobody thought of (1). */
export async function live({ start, onSignal, onFailure }: Beginning): Promise<void> {
  const life = new Life();
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      onSignal(signal);
      void life.end(0);
    });
  }
  // Nothing that a client sends may lead here; if something does, a fresh process is better than one in a state
  // that nobody thought of.
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.once(event, (error: unknown) => {
      say(`${event}: ${explain(error)}`);
      void life.end(1);
    });
  }
  try {
    await start(life);
  } catch (error) {
    await onFailure(explain(error));
    await life.end(1);
  }
}

function explain(error: unknown): string {
  const told = [ConfigError, PolicyError, EmbeddedPostgresError].some((kind) => error instanceof kind);
  if (told) return (error as Error).message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
