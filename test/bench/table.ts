import type { Comparison } from "./compare.ts";
import type { Figure, SceneResult, Standing } from "./run-scenes.ts";
import type { Metric, Sample } from "./scene.ts";
import { type Spread, spreadOf } from "./statistics.ts";
import { meets, showTarget } from "./targets.ts";

/** What each contestant did, in Markdown: rates with their spread, latencies and processor time a request. */
export function standingsTable(scenes: readonly SceneResult[]): string {
  const head = [
    "row",
    "contestant",
    "requests/s, min / median / max",
    "p50 ms",
    "p99 ms",
    "max ms",
    "CPU µs a request: server",
    "PostgreSQL",
    "load",
  ];
  const rows = scenes.flatMap(({ title, contestants }) =>
    contestants.filter(hasRate).map((standing) => [title, standing.name, ...cellsOf(standing)]),
  );
  return table(head, rows);
}

/** The figures, in Markdown, with their targets. */
export function figuresTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ title, unit, samples, target }) => {
    const spread = spreadOf(samples);
    const verdict =
      spread === undefined
        ? "not measured"
        : meets(spread.median, target ?? { atLeast: 0 })
          ? "met"
          : "missed";
    return [
      title,
      showSpread(spread, unit),
      target === undefined ? "" : showTarget(target),
      target === undefined ? "" : verdict,
    ];
  });
  return table(["figure", "min / median / max", "target", ""], rows);
}

/** Two runs beside each other, in Markdown. */
export function comparisonTable(comparisons: readonly Comparison[]): string {
  const rows = comparisons.map(({ id, before, after, verdict }) => [
    id,
    showSpread(before, ""),
    showSpread(after, ""),
    verdict,
  ]);
  return table(["figure", "before, min / median / max", "now", "verdict"], rows);
}

/** False for what answers no requests: figures tell of that. */
function hasRate({ samples, notMeasured }: Standing): boolean {
  return notMeasured !== undefined || samples.some(({ perSecond }) => perSecond !== undefined);
}

function cellsOf({ samples, notMeasured }: Standing): string[] {
  if (notMeasured !== undefined)
    return [`**not measured: ${firstLine(notMeasured)}**`, "", "", "", "", "", ""];
  const median = (metric: Metric) => showMedian(samples, metric);
  return [
    showSpread(spreadOf(valuesOf(samples, "perSecond")), ""),
    ...(["p50Ms", "p99Ms", "maxMs", "nodeUs", "postgresUs", "loadUs"] as const).map(median),
  ];
}

function valuesOf(samples: readonly Sample[], metric: Metric): number[] {
  return samples.flatMap((sample) => sample[metric] ?? []);
}

function showMedian(samples: readonly Sample[], metric: Metric): string {
  const spread = spreadOf(valuesOf(samples, metric));
  return spread === undefined ? "" : showNumber(spread.median);
}

function showSpread(spread: Spread | undefined, unit: string): string {
  if (spread === undefined) return "";
  const numbers = [spread.min, spread.median, spread.max].map(showNumber).join(" / ");
  return unit === "" || unit === "×" ? numbers : `${numbers} ${unit}`;
}

/** Three digits that count, and no more than the measurement knows. */
function showNumber(value: number): string {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return value.toLocaleString("en", { maximumFractionDigits: Math.min(3, digits) });
}

function firstLine(text: string): string {
  return (text.split("\n", 1)[0] ?? "").slice(0, 200);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
