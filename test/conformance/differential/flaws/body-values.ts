import { isObject, type Json, type JsonObject, raw } from "../json.ts";
import type { Random } from "../random.ts";
import { hasBody } from "./body-bytes.ts";
import type { Flaw } from "./flaw.ts";

/** A place in a body: what holds it, and under which key or index. */
interface Place {
  readonly holder: JsonObject | Json[];
  readonly key: string | number;
  readonly path: string;
}

/** JSON of nearly the right form: one key, type or bound is wrong. */
export const valueFlaws: readonly Flaw[] = [
  {
    name: "value",
    weight: 9,
    fits: hasBody,
    spoil: (draft, random) =>
      atSomePlace(
        draft.body,
        random,
        () => true,
        ({ holder, key }) => {
          const value = random.pick(valuesInsteadOf(at(holder, key), random));
          set(holder, key, value);
          return JSON.stringify(value).slice(0, 50);
        },
      ),
  },
  {
    name: "key away",
    weight: 3,
    fits: hasBody,
    spoil: (draft, random) =>
      atSomePlace(
        draft.body,
        random,
        ({ holder }) => isObject(holder as Json),
        ({ holder, key }) => {
          delete (holder as JsonObject)[key];
          return "";
        },
      ),
  },
  {
    name: "key renamed",
    weight: 2,
    fits: hasBody,
    spoil: (draft, random) =>
      atSomePlace(
        draft.body,
        random,
        ({ holder }) => isObject(holder as Json),
        ({ holder, key }) => {
          const object = holder as JsonObject;
          const name = random.pick(namesInsteadOf(String(key)));
          const value = object[key] ?? null;
          delete object[key];
          Object.defineProperty(object, name, {
            value,
            enumerable: true,
            configurable: true,
            writable: true,
          });
          return name.slice(0, 50);
        },
      ),
  },
  {
    name: "key added",
    weight: 3,
    fits: hasBody,
    spoil: (draft, random) =>
      atSomePlace(
        { "": draft.body ?? null },
        random,
        ({ holder, key }) => isObject(at(holder, key)),
        (place) => {
          const name = random.pick(addedKeys);
          (at(place.holder, place.key) as JsonObject)[name] = random.pick([1, "x", null, {}, []]);
          return name;
        },
      ),
  },
  {
    name: "item",
    weight: 1.5,
    fits: hasBody,
    spoil: (draft, random) =>
      atSomePlace(
        { "": draft.body ?? null },
        random,
        ({ holder, key }) => Array.isArray(at(holder, key)),
        (place) => {
          const items = at(place.holder, place.key) as Json[];
          items.push(
            items.length > 0 && random.chance(0.6) ? random.pick(items) : random.pick([null, 1, "x", {}, ""]),
          );
          return "";
        },
      ),
  },
];

function atSomePlace(
  body: Json | undefined,
  random: Random,
  fits: (place: Place) => boolean,
  change: (place: Place) => string,
): string | undefined {
  const places = placesIn(body ?? null, "").filter(fits);
  if (places.length === 0) return "nothing to change";
  const place = random.pick(places);
  return `${place.path} ${change(place)}`.trim();
}

function placesIn(value: Json, path: string): Place[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const place = { holder: value, key: Array.isArray(value) ? Number(key) : key, path: `${path}/${key}` };
    return [place, ...placesIn(inner, place.path)];
  });
}

function at(holder: JsonObject | Json[], key: string | number): Json {
  return (holder as JsonObject)[key] ?? null;
}

function set(holder: JsonObject | Json[], key: string | number, value: Json): void {
  (holder as JsonObject)[key] = value;
}

const wrongKinds: readonly Json[] = [
  null,
  true,
  false,
  [],
  {},
  "",
  "x",
  1,
  0,
  -1,
  1.5,
  [1],
  { a: 1 },
  "é\n\"'<b>\\",
];

function valuesInsteadOf(value: Json, random: Random): readonly Json[] {
  if (random.chance(0.4)) return wrongKinds;
  if (typeof value === "number") return numbersInsteadOf(value);
  if (typeof value === "string") return textsInsteadOf(value);
  return wrongKinds;
}

function numbersInsteadOf(value: number): readonly Json[] {
  return [
    String(value),
    -value,
    value + 0.5,
    raw(`${value}.0`),
    raw(`${value}e0`),
    raw("1e1"),
    raw("1e400"),
    raw("-1e400"),
    raw("NaN"),
    raw("Infinity"),
    raw("-0"),
    raw("-0.0"),
    raw("1e-7"),
    raw("3.5e38"),
    raw("3.40282e+38"),
    2147483647,
    2147483648,
    -2147483648,
    raw("9223372036854775807"),
    raw("9223372036854775808"),
    raw("123456789012345678901234567890"),
    raw("4.000000000000000001"),
    0,
  ];
}

function textsInsteadOf(value: string): readonly Json[] {
  return [
    value.toUpperCase(),
    value.toLowerCase(),
    value.replaceAll("-", ""),
    `${value} `,
    ` ${value}`,
    `${value}\n`,
    `{${value}}`,
    `urn:uuid:${value}`,
    value.slice(1),
    `${value}${value}`,
    "x".repeat(200),
    "x".repeat(201),
    "x".repeat(255),
    "x".repeat(256),
    "A".repeat(256),
    `CUSTOM_${"A".repeat(249)}`,
    "€".repeat(200),
    "😀".repeat(200),
    "😀".repeat(201),
    "CUSTOM_é",
    "not a uuid",
    "00000000-0000-0000-0000-000000000000",
    "<script>alert(1)</script>",
    "a<b and c>d & \"e\" 'f'",
    "%s %(x)s {0}",
  ];
}

function namesInsteadOf(key: string): string[] {
  return [
    `${key}x`,
    key.toUpperCase(),
    key.toLowerCase(),
    ` ${key}`,
    `${key}\n`,
    key.replaceAll("-", ""),
    "",
    "x",
    "é",
    "__proto__",
    "constructor",
    "CUSTOM_NEVER",
    "a.b",
    "a'b",
    'a"b',
    "A".repeat(300),
  ];
}

const addedKeys = [
  "extra",
  "uuid",
  "generation",
  "links",
  "resource_provider_generation",
  "consumer_generation",
  "consumer_type",
  "project_id",
  "mappings",
  "parent_provider_uuid",
  "name",
  "VCPU",
  "CUSTOM_NEVER",
  "",
  "é",
  "toString",
];
