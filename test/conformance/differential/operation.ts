import { pools } from "./pools.ts";
import type { Random } from "./random.ts";
import type { Draft } from "./request.ts";
import type { World } from "./world.ts";

/** What an operation draws its requests from. */
export interface Draw {
  readonly random: Random;
  readonly world: World;
  /** The minor microversion that the request is written for. */
  readonly version: number;
}

/** A request without the headers that all have. */
export type Sketch = Pick<Draft, "body"> & {
  readonly path: string;
  readonly query?: readonly (readonly [key: string, value: string])[];
};

/** One of Placement's operations, and how to write a request for it that may well succeed. */
export interface Operation {
  /** `METHOD /path/{variable}`, in the API reference's words. */
  readonly name: string;
  /** The first minor microversion that has it. */
  readonly since: number;
  /** How often it comes, beside the others. */
  readonly weight: number | ((world: World) => number);
  sketch(draw: Draw): Sketch;
}

/** A provider that is there, nearly always. */
export function someProvider({ random, world }: Draw): string {
  const there = [...world.providers.keys()];
  if (there.length > 0 && random.chance(0.95)) return random.pick(there);
  return random.pick(random.chance(0.5) ? pools.strangers : pools.providers);
}

/** A provider's generation: the right one, nearly always. */
export function someGeneration({ random, world }: Draw, uuid: string): number {
  const known = world.providers.get(uuid) ?? 0;
  return random.chance(0.95) ? known : random.pick([known - 1, known + 1, 0, 7]);
}

/** A class, one that there is nearly always. */
export function someClass(draw: Draw): string {
  return someClasses(draw, 1, 1)[0] ?? "VCPU";
}

/** Different classes, nearly all of which there are. */
export function someClasses({ random, world }: Draw, low: number, high: number): string[] {
  const there = [...pools.standardClasses, ...pools.standardClasses, ...world.classes];
  const drawn = new Set(random.some(there, low, high));
  if (random.chance(0.02)) drawn.add(random.pick([...pools.strangeClasses, ...pools.customClasses]));
  return [...drawn];
}

/** Classes that a provider has inventories of, nearly always. */
export function classesOf(draw: Draw, uuid: string, low: number, high: number): string[] {
  const has = draw.world.inventories.get(uuid) ?? [];
  return has.length > 0 && draw.random.chance(0.9)
    ? draw.random.some(has, low, high)
    : someClasses(draw, low, high);
}

/** Traits that there are, nearly always. */
export function someTraits({ random, world }: Draw, low: number, high: number): string[] {
  const drawn = random.some([...pools.standardTraits, ...world.traits], low, high);
  if (random.chance(0.03)) drawn.push(random.pick(pools.strangeTraits));
  return drawn;
}

/** An amount that inventories often have. */
export function someAmount(random: Random): number {
  return random.weighted([
    [10, random.integer(1, 2)],
    [3, random.integer(3, 6)],
    [0.7, random.integer(7, 16)],
    [0.2, 100_000],
  ]);
}
