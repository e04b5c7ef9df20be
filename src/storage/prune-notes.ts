import { LANES } from "./note-changes.ts";
import type { RunStatement, Statement } from "./statement.ts";

/**
 * How long notes are kept, in seconds. Who has not looked for longer finds a gap, and reads everything anew: it only
 * has to be longer than servers in use are idle.
 */
export const KEPT_S = 600;

/** How long between the end of one pruning and the next, in milliseconds. */
const PAUSE_MS = 10_000;

/** How many notes one statement deletes at most. */
const BATCH = 500;

/** How many statements a lane gets in one pruning at most: enough for a thousand notes a second in each. */
const BATCHES_MAX = 20;

/**
 * The oldest notes of one lane, as far as they are old enough. Lanes are written in the order of time, but for
 * moments: from its first note that is young enough to the end all can be left without being looked at.
 */
const pruneLane: Statement = {
  name: "prune_lane",
  text: `
  with oldest as (
    select t.revision, t.noted_at from tree_changes t where t.lane = $1 order by t.revision limit ${BATCH}
  )
  delete from tree_changes t
  where t.lane = $1 and t.revision <= (
    select max(o.revision) from oldest o where o.noted_at < now() - $2::float8 * interval '1 second')
  returning t.revision`,
};

/**
 * Deletes notes that are older than `olderThanS` seconds, lane by lane, and returns how many. Several servers may do
 * so at once: who comes second to a lane waits a moment and finds nothing.
 */
export async function pruneNotes(
  run: RunStatement,
  { olderThanS, signal }: { olderThanS: number; signal?: AbortSignal },
): Promise<number> {
  let deleted = 0;
  for (let lane = 0; lane < LANES; lane++) {
    for (let batch = 0; batch < BATCHES_MAX; batch++) {
      if (signal?.aborted) return deleted;
      const rows = await run(pruneLane, [lane, olderThanS]);
      deleted += rows.length;
      if (rows.length < BATCH) break;
    }
  }
  return deleted;
}

/**
 * Prunes notes now and then until it is stopped: once more after each pause, so that no two prunings of a server
 * meet. One that fails is left to the next: whether the database is there is told elsewhere. The function that it
 * returns waits for a pruning that is under way to stop.
 */
export function keepPruning(run: RunStatement, pauseMs = PAUSE_MS): () => Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  let pruning = Promise.resolve();
  let timer: NodeJS.Timeout;
  const pause = () => {
    timer = setTimeout(() => {
      pruning = pruneNotes(run, { olderThanS: KEPT_S, signal }).then(
        () => {},
        () => {},
      );
      void pruning.then(() => signal.aborted || pause());
    }, pauseMs);
  };
  pause();
  return async () => {
    stop.abort();
    clearTimeout(timer);
    await pruning;
  };
}
