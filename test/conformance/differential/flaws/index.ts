import type { Random } from "../random.ts";
import type { Draft } from "../request.ts";
import { byteFlaws } from "./body-bytes.ts";
import { valueFlaws } from "./body-values.ts";
import type { Flaw } from "./flaw.ts";
import { headerFlaws } from "./headers.ts";
import { pathFlaws } from "./path.ts";
import { queryFlaws } from "./query.ts";

const flaws: readonly Flaw[] = [...headerFlaws, ...pathFlaws, ...queryFlaws, ...byteFlaws, ...valueFlaws];

/** Spoils a request in one way, now and then in two, and tells how. */
export function spoil(draft: Draft, random: Random): string[] {
  return Array.from({ length: random.chance(0.12) ? 2 : 1 }, () => {
    const fitting = flaws.filter((flaw) => flaw.fits(draft));
    const flaw = random.weighted(fitting.map((one) => [one.weight, one] as const));
    const detail = flaw.spoil(draft, random);
    return detail === undefined ? flaw.name : `${flaw.name}: ${detail}`;
  });
}
