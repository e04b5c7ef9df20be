import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { sorted } from "./sorted.ts";

/** Components by kind and name: `schemas`, `responses`. */
export type Components = Readonly<Record<string, Readonly<Record<string, JsonValue>>>>;

/**
 * The components of a document of these paths: those that were added, before derived ones of the same name, and of the
 * derived ones what is used. A dialect may leave out what it was shown.
 */
export function wholeComponents(derived: Components, added: Components, paths: JsonObject): JsonObject {
  const kinds = [...new Set([...Object.keys(derived), ...Object.keys(added)])];
  const all = Object.fromEntries(kinds.map((kind) => [kind, { ...derived[kind], ...added[kind] }]));
  const used = referencesFrom([paths, added], all);
  return Object.fromEntries(
    kinds.flatMap((kind) => {
      const kept = Object.entries(all[kind] ?? {}).filter(
        ([name]) => added[kind]?.[name] !== undefined || used.has(`#/components/${kind}/${name}`),
      );
      return kept.length === 0 ? [] : [[kind, sorted(Object.fromEntries(kept))]];
    }),
  );
}

/** What these refer to, and what that refers to. */
function referencesFrom(document: JsonValue, components: Components): ReadonlySet<string> {
  const used = new Set<string>();
  const open = [document];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const reference of referencesIn(at)) {
      if (used.has(reference)) continue;
      used.add(reference);
      const [, , kind = "", name = ""] = reference.split("/");
      const found = components[kind]?.[name];
      if (found !== undefined) open.push(found);
    }
  }
  return used;
}

function referencesIn(value: JsonValue): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    key === "$ref" && typeof one === "string" ? [one] : referencesIn(one),
  );
}
