import type { LongList } from "./operation.ts";

/** How many items are written in one go. */
const ITEMS_IN_A_PART = 250;

/** How long an answer has the process to itself while it is written, in milliseconds. */
const SLICE_MS = 5;

const brackets = { list: ["[", "]"], map: ["{", "}"] } as const;

/** The lists and maps of a response, by their fields. */
export type ListResponse = Readonly<Record<string, object>>;

/** Takes the lists out of a response: each may be made when it is asked for. */
export function listsOf(lists: readonly LongList[], response: object): ListResponse {
  return Object.fromEntries(
    lists.map(({ field, kind }) => [
      field,
      (response as Partial<ListResponse>)[field] ?? (kind === "list" ? [] : {}),
    ]),
  );
}

/** Whether a response is too long to be written while everybody else waits. */
export function isLong(response: ListResponse): boolean {
  return Object.values(response).some(
    (list) => (Array.isArray(list) ? list : Object.keys(list)).length > ITEMS_IN_A_PART,
  );
}

/**
 * The text of a response, written part by part, so that others have their turn in between: all at once, a hundred
 * thousand items take a second, and ten times their text in memory. `write` writes a response with some of the
 * items; `goesOn` is asked before each part whether anybody still waits. Undefined where nobody does.
 */
export async function listsInParts(
  lists: readonly LongList[],
  response: ListResponse,
  { write, goesOn }: { write(part: ListResponse): string; goesOn(): boolean },
): Promise<Buffer | undefined> {
  const empty = listsOf(lists, {});
  const pieces: Buffer[] = [];
  let endMs = performance.now() + SLICE_MS;
  for (const [place, list] of lists.entries()) {
    const frame = frameOf(lists, place);
    const [opening, closing] = brackets[list.kind];
    pieces.push(Buffer.from(`${place === 0 ? "{" : ","}"${list.key}":${opening}`));
    let isFirst = true;
    for (const part of partsOf(response[list.field]!)) {
      if (!goesOn()) return undefined;
      const text = within(write({ ...empty, [list.field]: part }), frame);
      pieces.push(Buffer.from(isFirst ? text : `,${text}`));
      isFirst = false;
      if (performance.now() < endMs) continue;
      await new Promise((resolve) => setImmediate(resolve));
      endMs = performance.now() + SLICE_MS;
    }
    pieces.push(Buffer.from(closing));
  }
  return Buffer.concat([...pieces, Buffer.from("}")]);
}

function* partsOf(list: object): Generator<object, undefined> {
  const items = Array.isArray(list) ? list : Object.entries(list);
  for (let at = 0; at < items.length; at += ITEMS_IN_A_PART) {
    const part = items.slice(at, at + ITEMS_IN_A_PART);
    yield Array.isArray(list) ? part : Object.fromEntries(part);
  }
}

/** What stands before and after the items of one list where the others are empty. */
function frameOf(lists: readonly LongList[], place: number): readonly [string, string] {
  const texts = lists.map(({ key, kind }) => `"${key}":${brackets[kind].join("")}`).join(",");
  const before = lists.slice(0, place).reduce((sum, { key }) => sum + key.length + 6, 0);
  const at = 1 + before + lists[place]!.key.length + 4;
  const whole = `{${texts}}`;
  return [whole.slice(0, at), whole.slice(at)];
}

function within(text: string, [before, after]: readonly [string, string]): string {
  if (!text.startsWith(before) || !text.endsWith(after)) throw new TypeError(`there is more than ${before}`);
  return text.slice(before.length, -after.length);
}
