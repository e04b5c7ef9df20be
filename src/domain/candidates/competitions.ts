import type { Competition } from "./matching.ts";
import type { PartialAssignment } from "./partial-assignment.ts";

/** A competition, with the depths at which a decision changes its seats. */
export interface WatchedCompetition extends Competition {
  readonly changedBy: Uint8Array;
}

/**
 * Different amounts of a class for which seats are counted apart. Few amounts occur in practice; a request
 * that has more of them gets a coarser view, not more work.
 */
const AMOUNTS_MAX = 4;

/**
 * All competitions of a problem: of isolated needs for providers of their own, and of needs of one class for room
 * in its inventories. Counted in units of the smallest amount taken, since a provider has no more seats than
 * that; and again among the needs of larger amounts, which have fewer.
 */
export function competitionsOf(assignment: PartialAssignment): WatchedCompetition[] {
  const { isolated, contention } = assignment.problem;
  const found: WatchedCompetition[] = [
    {
      depths: depthsWhere(isolated.length, (depth) => isolated[depth] === 1),
      seats: (provider) => 1 - assignment.taken[provider]!,
      changedBy: isolated,
    },
  ];
  for (const contested of contention.room.keys()) {
    const amounts = contention.takes.map((takes) => amountOf(takes, contested));
    for (const least of thresholds(amounts)) {
      found.push(competitionFor(assignment, { contested, least, amounts }));
    }
  }
  return found.filter((competition) => competition.depths.length > 1);
}

function competitionFor(
  assignment: PartialAssignment,
  seat: { contested: number; least: number; amounts: readonly number[] },
): WatchedCompetition {
  const room = assignment.room[seat.contested]!;
  return {
    depths: depthsWhere(seat.amounts.length, (depth) => seat.amounts[depth]! >= seat.least),
    seats: (provider) => Math.floor(room[provider]! / seat.least),
    changedBy: Uint8Array.from(seat.amounts, (amount) => (amount > 0 ? 1 : 0)),
  };
}

function amountOf(takes: readonly { contested: number; amount: number }[], contested: number): number {
  return takes.find((take) => take.contested === contested)?.amount ?? 0;
}

function thresholds(amounts: readonly number[]): number[] {
  return [...new Set(amounts.filter((amount) => amount > 0))].sort((a, b) => a - b).slice(0, AMOUNTS_MAX);
}

function depthsWhere(count: number, holds: (depth: number) => boolean): number[] {
  return Array.from({ length: count }, (_, depth) => depth).filter(holds);
}
