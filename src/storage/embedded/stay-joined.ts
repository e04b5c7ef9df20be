import { setTimeout as wait } from "node:timers/promises";
import { errorText } from "./embedded-postgres-error.ts";
import type { Home } from "./home.ts";
import { type JoinedCluster, type JoinOptions, joinCluster, joinRunning } from "./join-cluster.ts";
import { stopPostmaster } from "./postmaster.ts";

const RETRY_MS_MIN = 500;
const RETRY_MS_MAX = 30_000;

/** How long stopping waits for a server that is just recovering from a crash. */
const LEAVE_MS_MAX = 10_000;

/** A membership that is renewed until it is given up. */
export interface Stay {
  /** Leaves, and stops the server if nobody else uses it. Never rejects; may be called again. */
  leave(): Promise<void>;
}

/**
 * Keeps a joined server up: if it goes away without being asked (killed, crashed),
 * it is started again on the same port, so that the clients' pools reconnect and
 * placementd needs no restart. Of several processes that notice, one starts it.
 */
export function stayJoined(home: Home, first: JoinedCluster, options: Omit<JoinOptions, "signal">): Stay {
  const stopping = new AbortController();
  const context: Context = {
    home,
    joined: first,
    options: { ...options, signal: stopping.signal },
  };
  const watching = watch(context);
  let left: Promise<void> | undefined;
  const leave = async () => {
    stopping.abort();
    await watching;
    await leaveServer(context).catch((error: unknown) => options.log(errorText(error)));
  };
  return { leave: () => (left ??= leave()) };
}

interface Context {
  home: Home;
  joined: JoinedCluster | undefined;
  options: JoinOptions;
}

async function watch(context: Context): Promise<void> {
  const { signal, log } = context.options;
  const aborted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  while (!signal.aborted) {
    await Promise.race([context.joined?.membership.ended, aborted]);
    if (signal.aborted) return;
    context.joined = undefined;
    log("lost the embedded PostgreSQL, bringing it back");
    await rejoin(context);
  }
}

async function rejoin(context: Context): Promise<void> {
  const { signal, log, port } = context.options;
  for (let pause = RETRY_MS_MIN; !signal.aborted; pause = Math.min(pause * 2, RETRY_MS_MAX)) {
    try {
      context.joined = await joinCluster(context.home, context.options);
      const found = context.joined.postmaster.port;
      return log(
        found === port
          ? `the embedded PostgreSQL is back on port ${port}`
          : `the embedded PostgreSQL is now on port ${found} instead of ${port}: restart placementd`,
      );
    } catch (error) {
      if (signal.aborted) return;
      log(errorText(error));
      await wait(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function leaveServer(context: Context): Promise<void> {
  try {
    if (context.joined) return await leaveJoined(context, context.joined);
  } catch {
    // The connection was lost at this very moment: the server itself may be fine, or starting again.
  }
  const joined = await joinRunning(context.home, LEAVE_MS_MAX);
  if (joined) await leaveJoined(context, joined);
}

async function leaveJoined(context: Context, { membership, postmaster }: JoinedCluster): Promise<void> {
  const { log } = context.options;
  if (await membership.leave()) {
    await stopPostmaster(postmaster.pid, context.home.data);
    log("stopped the embedded PostgreSQL");
  } else {
    log("left the embedded PostgreSQL running: another placementd uses it");
  }
  await membership.client.end();
}
