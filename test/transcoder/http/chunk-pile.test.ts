import { expect, test } from "vitest";
import { ChunkPile } from "../../../src/transcoder/http/chunk-pile.ts";

function pileOf(chunks: readonly Buffer[]): ChunkPile {
  const pile = new ChunkPile();
  for (const chunk of chunks) pile.add(chunk);
  return pile;
}

test.each([0, 1, 2, 127, 128, 129, 1000])("gives %i chunks back as they came", (count) => {
  const chunks = Array.from({ length: count }, (_, at) => Buffer.from(`${at},`));
  expect(pileOf(chunks).whole().toString()).toBe(chunks.join(""));
});

test("hands a single chunk on as it is", () => {
  const chunk = Buffer.from("whole");
  expect(pileOf([chunk]).whole()).toBe(chunk);
});

test("keeps few chunks of a body that comes byte by byte", () => {
  const pile = pileOf(Array.from({ length: 100_000 }, () => Buffer.from("x")));
  expect(pile.length).toBeLessThan(1000);
  expect(pile.whole()).toHaveLength(100_000);
});
