import type { JsonObject, JsonValue } from "@bufbuild/protobuf";

/** Components by kind and name: `schemas`, `responses`. */
export type Components = Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;

/** Those components that something refers to: a part of the document that is there anyway, or another one of them. */
export function usedComponents(components: Components, document: JsonValue): Components {
  const used = new Set<string>();
  const open: JsonValue[] = [document];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const reference of referencesIn(at)) {
      if (used.has(reference)) continue;
      used.add(reference);
      const [, , kind = "", name = ""] = reference.split("/");
      const found = components[kind]?.[name];
      if (found !== undefined) open.push(found);
    }
  }
  return Object.fromEntries(
    Object.entries(components).map(([kind, named]) => {
      const kept = Object.entries(named).filter(([name]) => used.has(`#/components/${kind}/${name}`));
      return [kind, Object.fromEntries(kept)];
    }),
  );
}

function referencesIn(value: JsonValue): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    key === "$ref" && typeof one === "string" ? [one] : referencesIn(one),
  );
}
