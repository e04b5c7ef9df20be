import { once } from "node:events";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { forwardLines } from "../../src/processes/forward-lines.ts";

/** What comes out of these chunks. */
async function forwarded(...chunks: string[]): Promise<string[]> {
  const from = new PassThrough();
  const written: string[] = [];
  forwardLines(from, (lines) => written.push(lines));
  for (const chunk of chunks) from.write(Buffer.from(chunk, "latin1"));
  from.end();
  await once(from, "end");
  return written;
}

describe("forwardLines()", () => {
  test.each([
    ["lines that come whole", ["a\nb\n"], ["a\nb\n"]],
    ["a line in pieces", ["a", "b", "c\nd", "\n"], ["abc\n", "d\n"]],
    ["a last line without an end", ["a\nb"], ["a\n", "b\n"]],
    ["nothing", [], []],
    ["a character in two pieces", ["\xc3", "\xa4\n"], ["ä\n"]],
  ])("writes whole lines only, of %s", async (_what, chunks, lines) => {
    expect(await forwarded(...chunks)).toEqual(lines);
  });
});
