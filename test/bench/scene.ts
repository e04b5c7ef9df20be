/** What a sample may tell. Times of processors are microseconds a request. */
export type Metric =
  | "perSecond"
  | "p50Ms"
  | "p99Ms"
  | "maxMs"
  | "nodeUs"
  | "postgresUs"
  | "loadUs"
  | "pauseMs"
  | "seconds"
  | "rssMb"
  | "growthMb";

/** What one turn of a contestant gave; what can't be measured on a machine is absent. */
export type Sample = Readonly<Partial<Record<Metric, number>>>;

/** What the contestants of a scene gave in one round so far, by their names. */
export type Round = ReadonlyMap<string, Sample>;

/** Something that is measured in turns with others, or the reason why it is not. */
export type Contestant =
  | { readonly name: string; run(durationMs: number, round: Round): Promise<Sample> }
  | { readonly name: string; readonly notMeasured: string };

/** One number of a contestant's sample. */
export interface Reading {
  readonly of: string;
  readonly metric: Metric;
}

/** A number that is looked at from run to run: a reading, or its ratio to another of the same round. */
export interface FigureSpec {
  /** Unique in its scene, and the same in all versions, since runs are compared by it. */
  readonly id: string;
  readonly unit: "×" | "ms" | "MB" | "s";
  readonly better: "more" | "less";
  readonly reading: Reading;
  readonly over?: Reading;
}

/** Contestants that do the same, in turns. */
export interface Scene {
  readonly id: string;
  readonly title: string;
  readonly contestants: readonly Contestant[];
  readonly figures: readonly FigureSpec[];
  /** Fewer rounds than the run's, for what takes long or changes little. */
  readonly roundsMax?: number;
  /** A shorter turn than the run's, as a share of it. 1 by default. */
  readonly turnShare?: number;
  /** How much longer than others it warms up: 1 by default, 0 where a first turn would spoil what is measured. */
  readonly warmUpShare?: number;
}

/** How many times as many requests a second one contestant serves as another. */
export function ratio(of: string, to: string): FigureSpec {
  return {
    id: `${of} / ${to}`,
    unit: "×",
    better: "more",
    reading: { of, metric: "perSecond" },
    over: { of: to, metric: "perSecond" },
  };
}

/** How many times as long one contestant's answers take as another's, at the median. */
export function slowdown(of: string, to: string): FigureSpec {
  return {
    id: `${of} / ${to}, time`,
    unit: "×",
    better: "less",
    reading: { of, metric: "p50Ms" },
    over: { of: to, metric: "p50Ms" },
  };
}

/** How many times as little of the server's processor time one contestant takes as another. */
export function thrift(of: string, to: string): FigureSpec {
  return {
    id: `${of} / ${to}, by CPU`,
    unit: "×",
    better: "more",
    reading: { of: to, metric: "nodeUs" },
    over: { of, metric: "nodeUs" },
  };
}

/** Numbers of which less is better, in words, and their units. */
const amounts = {
  p50Ms: ["p50", "ms"],
  maxMs: ["the longest answer", "ms"],
  pauseMs: ["the longest pause", "ms"],
  seconds: ["start", "s"],
  rssMb: ["RSS", "MB"],
  growthMb: ["growth", "MB"],
} as const;

/** A reading as it is, less being better. */
export function amount(of: string, metric: keyof typeof amounts): FigureSpec {
  const [word, unit] = amounts[metric];
  return { id: `${of}, ${word}`, unit, better: "less", reading: { of, metric } };
}
