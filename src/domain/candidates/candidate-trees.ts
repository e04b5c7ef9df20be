import type { ProviderRow } from "./build-forest.ts";

/** Which of the trees that may serve a request are wanted: some, in an order in which all of them can be walked. */
export interface TreePage {
  /** How many trees, at most. */
  readonly count: number;
  /** Where the page before has ended; absent for the first. */
  readonly after?: string | undefined;
  /** Makes the order random, each text another one; absent: the oldest root first. */
  readonly seed?: string | undefined;
}

/** Trees as a forest is built of them, seen at one moment. */
export interface CandidateTrees {
  /** All members of the trees, and of the trees of all that share with them; the oldest first. */
  readonly rows: readonly ProviderRow[];
  /** The roots of trees that are there only because somebody in them shares with one that was asked for. */
  readonly guestRoots: ReadonlySet<string>;
  /** Where the next page begins; absent where there is none. */
  readonly next: string | undefined;
}
