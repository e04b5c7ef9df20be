import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** One import of a module: by whom, of what, and whether only types are taken. */
export interface Import {
  /** Path from the root of the tree, with forward slashes. */
  readonly from: string;
  /** A path from the root for modules of the tree, the specifier for packages. */
  readonly to: string;
  readonly typeOnly: boolean;
}

const statement = /^\s*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?["']([^"']+)["']/gm;
const dynamic = /\bimport\(\s*["']([^"']+)["']\s*\)/g;

/** All TypeScript modules below a folder, as paths from the root. */
export function modulesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort();
}

/** What a module imports, static and dynamic. */
export function importsOf(
  root: string,
  module: string,
  text = readFileSync(join(root, module), "utf8"),
): Import[] {
  const found: Import[] = [];
  for (const [, type, specifier = ""] of text.matchAll(statement)) {
    found.push({ from: module, to: target(root, module, specifier), typeOnly: type !== undefined });
  }
  for (const [, specifier = ""] of text.matchAll(dynamic)) {
    found.push({ from: module, to: target(root, module, specifier), typeOnly: false });
  }
  return found;
}

function target(root: string, module: string, specifier: string): string {
  return specifier.startsWith(".")
    ? relative(root, resolve(root, dirname(module), specifier)).replaceAll("\\", "/")
    : specifier;
}

/** The first cycle among imports of values, or undefined. Imports of types alone vanish before the code runs. */
export function cycleAmong(imports: readonly Import[]): string[] | undefined {
  const edges = new Map<string, string[]>();
  for (const { from, to, typeOnly } of imports) {
    if (!typeOnly) {
      edges.set(from, [...(edges.get(from) ?? []), to]);
    }
  }
  const done = new Set<string>();
  const visit = (module: string, trail: string[]): string[] | undefined => {
    if (trail.includes(module)) {
      return [...trail.slice(trail.indexOf(module)), module];
    }
    if (done.has(module)) {
      return undefined;
    }
    for (const next of edges.get(module) ?? []) {
      const cycle = visit(next, [...trail, module]);
      if (cycle !== undefined) {
        return cycle;
      }
    }
    done.add(module);
    return undefined;
  };
  for (const module of edges.keys()) {
    const cycle = visit(module, []);
    if (cycle !== undefined) {
      return cycle;
    }
  }
  return undefined;
}
