import { expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { printed, readmeText, sectionOf } from "./kit/readme.ts";

test.each(Object.entries(printed))("the README's %s are those that the code prints", (name, print) => {
  expect(print().split("\n").length).toBeGreaterThan(10);
  expect(sectionOf(name)).toBe(print());
});

test("what the README says to run without npm has the variables and the program of npm start", () => {
  const [, command] =
    /`(MALLOC_ARENA_MAX=\d+ node_modules\/\.bin\/node\ssrc\/main\.ts)`/.exec(readmeText()) ?? [];
  const [, arenas, program] =
    /^exec env MALLOC_ARENA_MAX=\$\{MALLOC_ARENA_MAX:-(\d+)\} node (\S+)$/.exec(packageJson.scripts.start) ??
    [];
  expect(command?.split(/\s/)).toStrictEqual([
    `MALLOC_ARENA_MAX=${arenas}`,
    "node_modules/.bin/node",
    program,
  ]);
});
