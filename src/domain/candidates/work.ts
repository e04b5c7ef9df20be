/**
 * How much a search may still do before it pauses, in steps: a value tried, an edge of the matching followed, a
 * provider looked at. Counted rather than timed, so that a search takes the same course each time.
 */
export interface Work {
  left: number;
}
