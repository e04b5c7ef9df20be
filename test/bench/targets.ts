/** What a figure's median is to reach. */
export type Target = { readonly atLeast: number } | { readonly atMost: number };

/**
 * The aims, by figure. Ratios are of the same run and machine: two cores with the load, the server and PostgreSQL
 * on them.
 */
export const targets: Readonly<Record<string, Target>> = {
  ...forEach(["1", "8"], (clients) => ({
    [`a.get_inventories.${clients}: REST / Placement`]: { atLeast: 20 },
    [`a.get_inventories.${clients}: gRPC / Placement`]: { atLeast: 20 },
    [`a.put_inventories.${clients}: REST / Placement`]: { atLeast: 20 },
    [`a.put_inventories.${clients}: REST / pgbench`]: { atLeast: 0.5 },
    [`a.put_allocations.${clients}: REST / Placement`]: { atLeast: 20 },
    [`a.put_allocations.${clients}: REST / pgbench`]: { atLeast: 0.4 },
    [`a.candidates_100.${clients}: REST / Placement`]: { atLeast: 50 },
    [`a.candidates_all.${clients}: REST / Placement`]: { atLeast: 20 },
  })),
  "c.grpc: lean, no interceptor / grpc-js": { atLeast: 1.2 },
  "c.grpc: lean, the real chain / grpc-js": { atLeast: 1 },
  "c.rest: transcoder, no interceptor / node:http": { atLeast: 0.8 },
  "c.rest: transcoder, the real chain / node:http": { atLeast: 0.5 },
  "d.candidates_100: 100,000 providers / 1,000 providers, time": { atMost: 2 },
  "e.wide: 8 x 8, p50": { atMost: 50 },
  "e.wide: 16 x 16, p50": { atMost: 200 },
  "f.memory: idle with 100,000 providers, RSS": { atMost: 150 },
  "f.memory: after searches and writes on them, RSS": { atMost: 150 },
  "f.growth: many requests, growth": { atMost: 10 },
  ...forEach(["get_inventories", "put_inventories", "put_allocations", "candidates_100"], (operation) => ({
    [`f.half.${operation}: p99 / p50 at half of the peak`]: { atMost: 10 },
    [`f.half.${operation}: half of the peak, the longest pause`]: { atMost: 200 },
  })),
};

/** Whether a figure's median does what it is to. */
export function meets(median: number, target: Target): boolean {
  return "atLeast" in target ? median >= target.atLeast : median <= target.atMost;
}

/** Those targets of the rows with these letters that no figure has: a figure was renamed, or a target mistyped. */
export function targetsWithout(
  figures: readonly { readonly id: string }[],
  letters: readonly string[],
): string[] {
  const ids = new Set(figures.map(({ id }) => id));
  return Object.keys(targets).filter((id) => letters.includes(id.charAt(0)) && !ids.has(id));
}

/** A target in few characters. */
export function showTarget(target: Target): string {
  return "atLeast" in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`;
}

function forEach(
  names: readonly string[],
  make: (name: string) => Record<string, Target>,
): Record<string, Target> {
  return Object.assign({}, ...names.map(make)) as Record<string, Target>;
}
