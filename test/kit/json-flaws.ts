import type { JsonObject, JsonValue } from "@bufbuild/protobuf";

/** Values that are odd in one place or another: of other types, at and beyond usual bounds. */
const oddValues: readonly JsonValue[] = [
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 31,
  1e300,
  "",
  "1",
  "!",
  "a b",
  "low",
  "X".repeat(256),
  [],
  [null],
  {},
  { stranger: 1 },
];

/** A body with one thing changed, and what that is, for people. */
export interface FlawedBody {
  readonly what: string;
  readonly body: JsonValue;
}

/** Every body that differs from a good one in one place: another value, a member less, one more, one renamed or twice. */
export function flawedBodies(body: JsonValue, at = "body"): FlawedBody[] {
  const replaced = oddValues.map((value) => ({
    what: `${at} = ${JSON.stringify(value).slice(0, 40)}`,
    body: value,
  }));
  if (Array.isArray(body)) return [...replaced, ...flawedLists(body, at)];
  return typeof body === "object" && body !== null ? [...replaced, ...flawedObjects(body, at)] : replaced;
}

function flawedLists(list: readonly JsonValue[], at: string): FlawedBody[] {
  const twice = { what: `${at} twice`, body: [...list, ...list] };
  const inner = list.flatMap((item, i) =>
    flawedBodies(item, `${at}[${i}]`).map(({ what, body }) => ({ what, body: list.with(i, body) })),
  );
  return [twice, ...inner];
}

function flawedObjects(object: JsonObject, at: string): FlawedBody[] {
  const stranger = { what: `${at} + stranger`, body: { ...object, stranger: 1 } };
  const inner = Object.entries(object).flatMap(([key, value]) => {
    const { [key]: _, ...rest } = object;
    return [
      { what: `${at} - ${key}`, body: rest },
      { what: `${at}.${key} renamed`, body: { ...rest, "a key": value } },
      ...flawedBodies(value, `${at}.${key}`).map(({ what, body }) => ({
        what,
        body: { ...object, [key]: body },
      })),
    ];
  });
  return [stranger, ...inner];
}
