import type { Change } from "./change.ts";
import { minorMax } from "./version.ts";

/** What is the same for all answers of one microversion. */
export interface VersionFacts {
  readonly minor: number;
  /** What the answer's version header says. */
  readonly header: string;
  readonly cacheHeaders: boolean;
  readonly errorCodes: boolean;
}

/** The facts of every microversion, by its minor number: the newest has everything, each older one what the next newer had before its change. */
export function foldVersions(changes: readonly Change[]): readonly VersionFacts[] {
  const changeAt = new Map(changes.map((change) => [change.since, change]));
  const facts: VersionFacts[] = [];
  let everywhere = { cacheHeaders: true, errorCodes: true };
  for (let minor = minorMax; minor >= 0; minor--) {
    everywhere = { ...everywhere, ...changeAt.get(minor + 1)?.everywhere };
    facts[minor] = { minor, header: `placement 1.${minor}`, ...everywhere };
  }
  return facts;
}
