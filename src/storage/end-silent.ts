import type { Pool, PoolClient } from "pg";

/** How often connections are looked at, in milliseconds. */
const LOOK_MS = 1000;

/** How much longer than a statement its end may take to be told, in milliseconds: a database that is alive is quicker. */
const MARGIN_MS = 5000;

/** What is known of a connection that somebody has. */
interface Watch {
  isHeld: boolean;
  bytesRead: number;
  /** In how many looks nothing came, one after the other. Not a time: while this process was busy, nobody read. */
  silentLooks: number;
}

/**
 * Ends connections of which somebody waits for more than `statementMs` and a margin without hearing anything: the
 * database ends statements that take longer, so that it is gone, or the way to it. Where connections are not closed for
 * that, as by a host that vanished, TCP itself goes on trying for a quarter of an hour; all of the pool would be lost
 * for as long, though the database be back long since in another place.
 */
export function endSilent(pool: Pool, statementMs: number): void {
  const silentLooksMax = Math.ceil((statementMs + MARGIN_MS) / LOOK_MS);
  const watches = new Map<PoolClient, Watch>();
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    let isLost = false;
    for (const [client, watch] of watches) {
      if (!watch.isHeld || countSilence(client, watch) < silentLooksMax) continue;
      isLost = true;
      end(client);
    }
    if (isLost) endIdle(watches);
  };
  pool.on("connect", (client) => {
    watches.set(client, { isHeld: false, bytesRead: 0, silentLooks: 0 });
    timer ??= setInterval(look, LOOK_MS).unref();
  });
  pool.on("acquire", (client) => hold(watches.get(client), true));
  pool.on("release", (_error, client) => hold(watches.get(client), false));
  pool.on("remove", (client) => {
    watches.delete(client);
    if (watches.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  });
}

function hold(watch: Watch | undefined, isHeld: boolean): void {
  if (watch === undefined) return;
  watch.isHeld = isHeld;
  watch.silentLooks = 0;
}

/** Looks at a connection. Returns in how many looks now nothing came. */
function countSilence({ connection }: PoolClient, watch: Watch): number {
  const { bytesRead } = connection.stream as unknown as { readonly bytesRead: number };
  if (bytesRead === watch.bytesRead) watch.silentLooks += 1;
  else watch.silentLooks = 0;
  watch.bytesRead = bytesRead;
  return watch.silentLooks;
}

/** Whatever befell one connection will have befallen those that are not in use: each would cost somebody the same wait. */
function endIdle(watches: ReadonlyMap<PoolClient, Watch>): void {
  for (const [client, { isHeld }] of watches) if (!isHeld) end(client);
}

function end({ connection }: PoolClient): void {
  const error = new Error("the database has not answered for longer than statements may take");
  connection.stream.destroy(Object.assign(error, { code: "ETIMEDOUT" }));
}
