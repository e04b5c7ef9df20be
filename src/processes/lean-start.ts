import { enableCompileCache, flushCompileCache } from "node:module";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { collectAtRest } from "./collect-at-rest.ts";

/**
 * Has node keep what it compiles below the data folder, for the modules that are loaded from here on: the next start
 * is faster and needs neither the parser that strips the types nor its memory. Where nothing can be written there,
 * nothing is kept.
 */
export function keepCompiled(dataDir: string): void {
  enableCompileCache(join(dataDir, "compiled"));
}

/**
 * What a start leaves behind goes at once: garbage of loading the program, and code that was compiled and not kept
 * yet. Takes some 100 ms. What later work leaves behind goes whenever the process is at rest.
 */
export function dropLeftovers(): void {
  flushCompileCache();
  const collect = exposeCollector();
  collect();
  collectAtRest(collect);
}

/**
 * The collector as V8 runs it before it gives up for want of memory: an ordinary collection keeps the room that the
 * heap had grown to, here some 50 MB.
 */
export function exposeCollector(): () => void {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as (options: { type: string; flavor: string }) => void;
  setFlagsFromString("--no-expose-gc");
  return () => gc({ type: "major", flavor: "last-resort" });
}
