/** A source of chance that gives the same sequence for the same seed on every machine. */
export interface Random {
  /** A number from 0 up to, but not, 1. */
  next(): number;
  /** An integer from `low` to `high`, both possible. */
  integer(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(values: readonly T[]): T;
  /** One of the values; those with more weight come more often. */
  weighted<T>(values: readonly (readonly [weight: number, value: T])[]): T;
  /** Between `low` and `high` different ones of the values, in any order. */
  some<T>(values: readonly T[], low: number, high: number): T[];
}

/** Step `index` of a run draws from a source of its own, so that no step's draws move those of later ones. */
export function randomFor(seed: number, index: number): Random {
  return createRandom(Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35));
}

/** Mulberry32: 32 bits of state are plenty for the few hundred draws of one step. */
function createRandom(seed: number): Random {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(values: readonly T[]): T => {
    if (values.length === 0) throw new Error("nothing to pick from");
    return values[integer(0, values.length - 1)] as T;
  };
  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick,
    weighted(values) {
      let left = next() * values.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, value] of values) {
        left -= weight;
        if (left < 0) return value;
      }
      return pick(values)[1];
    },
    some(values, low, high) {
      const left = [...values];
      const count = Math.min(integer(low, high), left.length);
      return Array.from({ length: count }, () => left.splice(integer(0, left.length - 1), 1)).flat();
    },
  };
}
