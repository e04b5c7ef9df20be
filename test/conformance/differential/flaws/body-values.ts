import { isObject, type Json, type JsonObject } from "../json.ts";
import type { Random } from "../random.ts";
import { hasBody } from "./body-bytes.ts";
import type { Flaw } from "./flaw.ts";
import { addedKeys, namesInsteadOf, valuesInsteadOf } from "./odd-values.ts";

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
