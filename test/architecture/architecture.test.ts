import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cycleAmong, type Import, importsOf, modulesBelow } from "./imports.ts";
import { objectionTo } from "./layers.ts";

const root = join(import.meta.dirname, "../..");
const modules = modulesBelow(root, "src");
const imports = modules.flatMap((module) => importsOf(root, module));

function objections(of: readonly Import[]): string[] {
  return of.flatMap((imported) => objectionTo(imported) ?? []);
}

describe("the layers", () => {
  test("are looked at in all modules", () => {
    expect(modules.length).toBeGreaterThan(50);
    expect(imports.length).toBeGreaterThan(modules.length);
  });

  test("hold", () => {
    expect(objections(imports)).toEqual([]);
  });

  test.each([
    ["src/domain/claim.ts", 'import { MikroORM } from "@mikro-orm/postgresql";'],
    ["src/domain/claim.ts", 'import { readFileSync } from "node:fs";'],
    ["src/domain/claim.ts", 'import { openStorage } from "../storage/open-storage.ts";'],
    ["src/transcoder/invoke.ts", 'import type { Store } from "../domain/store.ts";'],
    [
      "src/transcoder/invoke.ts",
      'import { InventoryService } from "../gen/placement/v1/inventory_service_pb.ts";',
    ],
    ["src/transcoder/route.ts", 'import { field } from "../gen/buf/validate/validate_pb.ts";'],
    ["src/transcoder/openapi/schema.ts", 'import { rest } from "../../gen/placement/v1/rest_pb.ts";'],
    ["src/rest/handler.ts", 'import { PlacementError } from "../domain/errors.ts";'],
    ["src/rest/handler.ts", 'import { createRouter } from "../transcoder/routing/router.ts";'],
    ["src/service/handler.ts", 'const m = await import("../storage/open-storage.ts");'],
    ["src/server/context.ts", 'export * from "../storage/open-storage.ts";'],
    ["src/stray.ts", 'import "./config.ts";'],
  ])("are broken by %s with %s", (module, text) => {
    expect(objections(importsOf(root, module, text))).toHaveLength(1);
  });

  test("let the dialect take the types of errors", () => {
    const text = 'import type { Reason } from "../domain/errors.ts";';
    expect(objections(importsOf(root, "src/rest/handler.ts", text))).toEqual([]);
  });
});

describe("imports", () => {
  test("have no cycle", () => {
    expect(cycleAmong(imports)).toBeUndefined();
  });

  test("with a cycle are found out", () => {
    const circle = [
      { from: "a", to: "b", typeOnly: false },
      { from: "b", to: "c", typeOnly: false },
      { from: "c", to: "a", typeOnly: false },
    ];
    expect(cycleAmong(circle)).toEqual(["a", "b", "c", "a"]);
  });

  test("of main.ts there are none", () => {
    expect(imports.filter((imported) => imported.to === "src/main.ts")).toEqual([]);
  });
});

/** Modules, generated ones apart, whose text matches. */
function mentioning(pattern: RegExp, options: { outside: readonly string[] }): string[] {
  return modules
    .filter((module) => ![...options.outside, "src/gen/"].some((prefix) => module.startsWith(prefix)))
    .filter((module) => pattern.test(readFileSync(join(root, module), "utf8").replaceAll(comment, "")));
}

const comment = /\/\*[\s\S]*?\*\/|\/\/.*$/gm;

describe("what only one place knows", () => {
  test("microversions: src/rest", () => {
    const pattern = /microversion|openstack-api-version/i;
    expect(
      mentioning(pattern, { outside: ["src/rest/"] }).filter((module) => module !== "src/config.ts"),
    ).toEqual([]);
    expect(mentioning(pattern, { outside: [] }).some((module) => module.startsWith("src/rest/"))).toBe(true);
  });

  test("MikroORM and SQL: src/storage", () => {
    const pattern = /@mikro-orm|\b(select|update|delete)\b[^;]*\b(from|set)\b[^;]*\bwhere\b/;
    expect(mentioning(pattern, { outside: ["src/storage/"] })).toEqual([]);
    expect(mentioning(pattern, { outside: [] }).length).toBeGreaterThan(3);
  });

  test("how the generation moves: the version column's own statements", () => {
    expect(mentioning(/generation\s*=\s*\S*generation\s*\+\s*1/, { outside: [] })).toEqual([
      "src/storage/advance-generation.ts",
    ]);
  });
});
