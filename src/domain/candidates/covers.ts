import type { Domains } from "./domains.ts";

/** A condition on a whole assignment: at least one need gets a provider that meets it. */
export type Cover = (need: number, provider: number) => boolean;

/** Which choices meet which covers, for following them while an assignment grows. */
export interface Coverage {
  readonly count: number;
  /** By depth, and by place in the domain there: the covers that this choice meets; empty where there are no covers. */
  readonly met: readonly (readonly (readonly number[])[])[];
  /** By cover: the last depth that can still meet it. */
  readonly lastDepths: Int32Array;
}

/**
 * Takes covers into domains as far as that goes: where only one need can meet a cover, that need must, and a cover
 * that is met whatever is chosen needs no watching. Undefined where a cover can't be met at all.
 */
export function narrowByCovers(
  domains: Domains,
  covers: readonly Cover[],
): { domains: Domains; covers: readonly Cover[] } | undefined {
  let narrowed = domains;
  for (const cover of covers) {
    const meeting = narrowed.map((domain, need) => domain.filter((provider) => cover(need, provider)));
    const able = meeting.flatMap((domain, need) => (domain.length > 0 ? [need] : []));
    if (able.length === 0) {
      return undefined;
    }
    if (able.length === 1) {
      narrowed = narrowed.with(able[0]!, meeting[able[0]!]!);
    }
  }
  return { domains: narrowed, covers: covers.filter((cover) => !isAlwaysMet(narrowed, cover)) };
}

function isAlwaysMet(domains: Domains, cover: Cover): boolean {
  return domains.some((domain, need) => domain.every((provider) => cover(need, provider)));
}

const NO_COVERAGE: Coverage = { count: 0, met: [], lastDepths: new Int32Array(0) };

/** Looks up which choices meet which covers. */
export function coverageOf(
  problem: { needs: Int32Array; domains: readonly Int32Array[]; providers: Int32Array },
  covers: readonly Cover[],
): Coverage {
  // A list for each choice is too much to make for nothing where there are many.
  if (covers.length === 0) return NO_COVERAGE;
  const lastDepths = new Int32Array(covers.length).fill(-1);
  const met = problem.domains.map((domain, depth) =>
    Array.from(domain, (number) => {
      const met = covers.flatMap((cover, at) =>
        cover(problem.needs[depth]!, problem.providers[number]!) ? [at] : [],
      );
      for (const cover of met) {
        lastDepths[cover] = depth;
      }
      return met;
    }),
  );
  return { count: covers.length, met, lastDepths };
}
