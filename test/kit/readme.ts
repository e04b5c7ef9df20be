import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { settingsTable } from "../../src/config.ts";
import { changes } from "../../src/rest/index.ts";

const path = join(import.meta.dirname, "../../README.md");

/** The parts of the README that the code prints. Each stands between `<!-- NAME … -->` and `<!-- /NAME -->`. */
export const printed: Readonly<Record<string, () => string>> = {
  settings: settingsTable,
  versions: versionHistory,
};

/** What each microversion changed. */
function versionHistory(): string {
  const rows = changes.map(({ since, summary }) => `| 1.${since} | ${summary} |`);
  return ["| microversion | what it brought |", "|---|---|", ...rows].join("\n");
}

/** The whole README. */
export function readmeText(): string {
  return readFileSync(path, "utf8");
}

/** What stands in the README under a name. */
export function sectionOf(name: string): string | undefined {
  return patternOf(name).exec(readmeText())?.[2];
}

/** Prints all of them anew: `npm run readme`. */
export function writeReadme(): void {
  const text = Object.entries(printed).reduce(
    (readme, [name, print]) =>
      readme.replace(patternOf(name), (_, begin: string, __, end: string) => begin + print() + end),
    readmeText(),
  );
  writeFileSync(path, text);
}

function patternOf(name: string): RegExp {
  return new RegExp(`(<!-- ${name}[: ].*?-->\\n)([\\s\\S]*?)(\\n<!-- /${name} -->)`);
}

if (import.meta.main) writeReadme();
