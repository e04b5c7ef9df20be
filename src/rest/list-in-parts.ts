import type { LongList } from "./operation.ts";

/** How many items are written in one go. */
const ITEMS_IN_A_PART = 250;

/** How long a list has the process to itself while it is written, in milliseconds. */
const SLICE_MS = 5;

/** A response that is little else than a list. */
export type ListResponse = Readonly<Record<string, unknown>>;

/** Whether a response's list is too long to be written while everybody else waits. */
export function isLong({ field }: Pick<LongList, "field">, response: ListResponse): boolean {
  const items = response[field];
  return Array.isArray(items) && items.length > ITEMS_IN_A_PART;
}

/**
 * The text of a response with a long list, written part by part, so that others have their turn in between: all at
 * once, a hundred thousand items take a second, and ten times their text in memory. `write` writes a response with
 * some of the items; `goesOn` is asked before each part whether anybody still waits. Undefined where nobody does.
 */
export async function listInParts(
  { field, key }: Pick<LongList, "field" | "key">,
  response: ListResponse,
  { write, goesOn }: { write(part: ListResponse): string; goesOn(): boolean },
): Promise<Buffer | undefined> {
  const items = response[field] as readonly unknown[];
  const [head, tail] = [`{"${key}":[`, "]}"];
  const pieces = [Buffer.from(head)];
  let endMs = performance.now() + SLICE_MS;
  for (let at = 0; at < items.length; at += ITEMS_IN_A_PART) {
    if (!goesOn()) return undefined;
    const text = write({ ...response, [field]: items.slice(at, at + ITEMS_IN_A_PART) });
    if (!text.startsWith(head) || !text.endsWith(tail)) throw new TypeError(`there is more than ${key}`);
    pieces.push(Buffer.from(`${at === 0 ? "" : ","}${text.slice(head.length, -tail.length)}`));
    if (performance.now() >= endMs) {
      await new Promise((resolve) => setImmediate(resolve));
      endMs = performance.now() + SLICE_MS;
    }
  }
  pieces.push(Buffer.from(tail));
  return Buffer.concat(pieces);
}
