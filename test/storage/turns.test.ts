import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { Turns } from "../../src/storage/turns.ts";

test("a few have their turn at a time, whoever came first first", async () => {
  const turns = new Turns(2);
  const log: string[] = [];
  const ends = new Map<string, () => void>();
  for (const name of ["a", "b", "c", "d"]) {
    void turns.take().then((end) => {
      log.push(name);
      ends.set(name, end);
    });
  }
  await nextTurn();
  expect(log).toEqual(["a", "b"]);
  ends.get("b")?.();
  ends.get("b")?.();
  await nextTurn();
  expect(log).toEqual(["a", "b", "c"]);
  ends.get("a")?.();
  ends.get("c")?.();
  await nextTurn();
  expect(log).toEqual(["a", "b", "c", "d"]);
  ends.get("d")?.();
  // All turns are free again.
  await Promise.all([turns.take(), turns.take()]);
});

test("who goes on comes before who has not begun", async () => {
  const turns = new Turns(1);
  const end = await turns.take();
  const log: string[] = [];
  const begins = turns.take().then((endTurn) => {
    log.push("begins");
    endTurn();
  });
  const goesOn = turns.take({ goesOn: true }).then((endTurn) => {
    log.push("goes on");
    endTurn();
  });
  end();
  await Promise.all([begins, goesOn]);
  expect(log).toEqual(["goes on", "begins"]);
});
