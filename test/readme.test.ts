import { expect, test } from "vitest";
import { printed, sectionOf } from "./kit/readme.ts";

test.each(Object.entries(printed))("the README's %s are those that the code prints", (name, print) => {
  expect(print().split("\n").length).toBeGreaterThan(10);
  expect(sectionOf(name)).toBe(print());
});
