import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Matching } from "../../../src/domain/candidates/matching.ts";

/** Whether all find a seat, by trying. */
function canSeat(domains: readonly number[][], seats: readonly number[]): boolean {
  const [domain, ...others] = domains;
  return (
    domain === undefined ||
    domain.some((one) => seats[one]! > 0 && canSeat(others, seats.with(one, seats[one]! - 1)))
  );
}

const problems = fc.record({
  domains: fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 4 }), { minLength: 1 }), {
    minLength: 1,
    maxLength: 6,
  }),
  seats: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 5, maxLength: 5 }),
});

function seatsAll(
  { domains, seats }: { domains: number[][]; seats: number[] },
  from: { depth: number; steps: number },
) {
  const matching = new Matching(
    domains.map((domain) => Int32Array.from(domain)),
    seats.length,
  );
  const competition = { depths: [...domains.keys()], seats: (provider: number) => seats[provider]! };
  return matching.seatsAll(competition, {
    depth: from.depth,
    work: { left: from.steps },
  });
}

describe("Matching", () => {
  test("finds seats for all if and only if there are", () => {
    fc.assert(
      fc.property(problems, fc.integer({ min: 0, max: 2 }), (problem, depth) => {
        expect(seatsAll(problem, { depth, steps: 10_000 })).toBe(
          canSeat(problem.domains.slice(depth), problem.seats),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test("says yes where it has no steps left to know", () => {
    const crowded = { domains: [[0], [0]], seats: [1] };
    expect(seatsAll(crowded, { depth: 0, steps: 100 })).toBe(false);
    expect(seatsAll(crowded, { depth: 0, steps: 1 })).toBe(true);
  });
});
