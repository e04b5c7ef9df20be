import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Standing, WaitingLine } from "../../src/server/waiting-line.ts";

class One implements Standing<One> {
  ahead: One | undefined;
  behind: One | undefined;
  inLine = false;
  readonly number: number;

  constructor(number: number) {
    this.number = number;
  }
}

function numbersIn(line: WaitingLine<One>): number[] {
  const numbers = [];
  for (let one = line.first; one !== undefined; one = one.behind) numbers.push(one.number);
  return numbers;
}

describe("a waiting line", () => {
  test("keeps the order of a list from which any may leave", () => {
    const steps = fc.array(fc.record({ leave: fc.boolean(), at: fc.nat(20) }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (taken) => {
        const line = new WaitingLine<One>();
        const expected: One[] = [];
        for (const [number, { leave, at }] of taken.entries()) {
          if (leave) {
            const [one] = expected.splice(at, 1);
            if (one !== undefined) line.leave(one);
          } else {
            const one = new One(number);
            line.join(one);
            expected.push(one);
          }
          expect(numbersIn(line)).toEqual(expected.map(({ number }) => number));
        }
      }),
    );
  });

  test("lets go of who has left, who may leave again, or come back as the last", () => {
    const line = new WaitingLine<One>();
    const [one, two, three] = [new One(1), new One(2), new One(3)] as const;
    for (const each of [one, two, three]) line.join(each);
    line.leave(two);
    line.leave(two);
    expect([two.ahead, two.behind, two.inLine]).toEqual([undefined, undefined, false]);
    line.join(two);
    expect(numbersIn(line)).toEqual([1, 3, 2]);
    for (const each of [one, two, three]) line.leave(each);
    expect(line.first).toBeUndefined();
  });
});
