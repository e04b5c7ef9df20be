import { type Draw, someAmount, someTraits } from "../operation.ts";
import { pools } from "../pools.ts";

/** `CLASS:AMOUNT,…` */
export function resources({ random }: Draw, classes: readonly string[]): string {
  return classes.map((name) => `${name}:${someAmount(random)}`).join(",");
}

/** `member_of` in the forms that a version has; from 1.24 on sometimes twice. */
export function memberOf(draw: Draw, key: string): [string, string][] {
  const { random, version } = draw;
  const times = version >= 24 && random.chance(0.15) ? 2 : 1;
  return Array.from({ length: times }, () => [key, oneMemberOf(draw)]);
}

function oneMemberOf({ random, version }: Draw): string {
  const not = version >= 32 && random.chance(0.3) ? "!" : "";
  return random.chance(0.5)
    ? `${not}${random.pick(pools.aggregates)}`
    : `${not}in:${random.some(pools.aggregates, 1, 3).join(",")}`;
}

/** `required` in the forms that a version has; from 1.39 on sometimes with alternatives. */
export function requiredTraits(draw: Draw, key: string, traits: readonly string[]): [string, string][] {
  const { random, version } = draw;
  const told = traits.map((trait) => (version >= 22 && random.chance(0.3) ? `!${trait}` : trait));
  const all: [string, string][] = [[key, told.join(",")]];
  if (version < 39 || random.chance(0.6)) return all;
  const alternatives: [string, string] = [key, `in:${someTraits(draw, 1, 3).join(",")}`];
  return random.chance(0.5) ? [alternatives] : [...all, alternatives];
}
