import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { settingsTable } from "../src/config.ts";

test("the README's table of settings is the one that the code prints", () => {
  const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
  const [, table] = /<!-- settings: .*? -->\n([\s\S]*?)\n<!-- \/settings -->/.exec(readme) ?? [];
  expect(table).toBe(settingsTable());
});
