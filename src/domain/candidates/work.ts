/**
 * How much a search may still do before it pauses, in steps: a value tried, an edge of the matching followed, a
 * provider looked at. A step takes some 10 ns. Counted rather than timed, so that a search is the same each time.
 */
export interface Work {
  left: number;
}
