import type { CompiledRequest } from "./compiled-request.ts";
import { fitsNeed } from "./fits.ts";
import { type Forest, sharingWith } from "./forest.ts";
import { listOf } from "./lists.ts";
import type { Work } from "./work.ts";

/** For each need of a request, the providers that can serve it in the candidates of one tree. */
export type Domains = readonly (readonly number[])[];

/** The domains of all needs at a root, or undefined where one of them is empty: no candidate is there then. */
export function domainsAt(
  forest: Forest,
  request: CompiledRequest,
  at: { root: number; work: Work },
): number[][] | undefined {
  const members = listOf(forest.trees, at.root);
  const sharing = sharingWith(forest, at.root);
  const domains: number[][] = [];
  for (const need of request.needs) {
    const domain: number[] = [];
    const consider = (provider: number) => {
      if (fitsNeed(forest, need, { provider, root: at.root })) {
        domain.push(provider);
      }
    };
    members.forEach(consider);
    sharing.forEach(consider);
    at.work.left -= members.length + sharing.length;
    if (domain.length === 0) {
      return undefined;
    }
    domains.push(domain);
  }
  return domains;
}
