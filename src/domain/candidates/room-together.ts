import type { CompiledRequest } from "./compiled-request.ts";
import { roomOf } from "./contention.ts";
import type { Domains } from "./domains.ts";
import type { Forest } from "./forest.ts";

/**
 * Whether all that can serve the needs of a class have together what they all want of it, for each class of which
 * several want some. Where they don't, as on most hosts of a full cloud, that is known without setting a search up.
 */
export function haveRoomTogether(forest: Forest, request: CompiledRequest, domains: Domains): boolean {
  return request.contested.every((resourceClass) => {
    let left = 0;
    for (const need of request.needs) left += amountOf(need, resourceClass);
    const counted = new Set<number>();
    for (const [at, need] of request.needs.entries()) {
      if (amountOf(need, resourceClass) === 0) continue;
      for (const provider of domains[at]!) {
        if (counted.has(provider)) continue;
        counted.add(provider);
        left -= roomOf(forest, provider, resourceClass);
        if (left <= 0) return true;
      }
    }
    return false;
  });
}

function amountOf({ demands }: CompiledRequest["needs"][number], resourceClass: number): number {
  let amount = 0;
  for (const demand of demands) if (demand.resourceClass === resourceClass) amount += demand.amount;
  return amount;
}
