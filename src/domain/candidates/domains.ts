import type { CompiledRequest } from "./compiled-request.ts";
import { fitsNeed } from "./fits.ts";
import { type Forest, sharingWith } from "./forest.ts";
import type { Work } from "./work.ts";

/** For each need of a request, the providers that can serve it in the candidates of one tree. */
export type Domains = readonly (readonly number[])[];

/** The domains of all needs at a root, or undefined where one of them is empty: no candidate is there then. */
export function domainsAt(
  forest: Forest,
  request: CompiledRequest,
  at: { root: number; work: Work },
): number[][] | undefined {
  const { starts, values } = forest.trees;
  const [first, end] = [starts[at.root]!, starts[at.root + 1]!];
  const sharing = sharingWith(forest, at.root);
  if (end - first + sharing.length < request.providersMin) return undefined;
  const place = { provider: at.root, root: at.root };
  const domains: number[][] = [];
  for (const need of request.needs) {
    const domain: number[] = [];
    for (let member = first; member < end; member++) {
      place.provider = values[member]!;
      if (fitsNeed(forest, need, place)) domain.push(place.provider);
    }
    for (place.provider of sharing) {
      if (fitsNeed(forest, need, place)) domain.push(place.provider);
    }
    at.work.left -= (end - first + sharing.length) * need.cost;
    if (domain.length === 0) {
      return undefined;
    }
    domains.push(domain);
  }
  return domains;
}
