import type { Readable } from "node:stream";

/**
 * Passes on what a process writes, in whole lines, so that those of several processes don't mix: to one pipe they
 * could not write more than 4 KiB at a time for that.
 */
export function forwardLines(from: Readable, write: (lines: string) => void): void {
  let rest = "";
  from.setEncoding("utf8");
  from.on("data", (chunk: string) => {
    const end = chunk.lastIndexOf("\n") + 1;
    if (end > 0) write(rest + chunk.slice(0, end));
    rest = end > 0 ? chunk.slice(end) : rest + chunk;
  });
  from.on("end", () => {
    if (rest !== "") write(`${rest}\n`);
  });
}
