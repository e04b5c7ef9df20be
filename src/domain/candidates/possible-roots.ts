import { ANY_TREE, type CompiledRequest, type Need, NO_TREE } from "./compiled-request.ts";
import { fitsTraits } from "./fits.ts";
import { type Forest, rootsUsing } from "./forest.ts";
import { listOf } from "./lists.ts";

/**
 * The roots among which all candidates are, ascending: those that can use a provider of whatever is rarest in the
 * request. So a request for something that few have does not look at everybody.
 */
export function possibleRoots(forest: Forest, request: CompiledRequest): Int32Array {
  const rarest = request.needs
    .map((need) => rarestProviders(forest, need))
    .reduce((a, b) => (b.length < a.length ? b : a), forest.allRoots);
  if (rarest === forest.allRoots) {
    return forest.allRoots;
  }
  const roots = new Set<number>();
  for (const provider of rarest) {
    for (const root of rootsUsing(forest, provider)) {
      roots.add(root);
    }
  }
  return Int32Array.from(roots).sort();
}

/** Whether candidates may be built at a root, as far as the root itself is asked for something. */
export function isWantedRoot(forest: Forest, request: CompiledRequest, root: number): boolean {
  return fitsTraits(forest, root, request.root);
}

/** The shortest list of providers that is known to contain all that can serve a need. */
function rarestProviders(forest: Forest, need: Need): Int32Array {
  const lists = [
    ...need.demands.map(({ resourceClass }) => ownersOf(forest, resourceClass)),
    ...(need.tree === ANY_TREE ? [] : [need.tree === NO_TREE ? NOBODY : listOf(forest.trees, need.tree)]),
  ];
  return lists.reduce((a, b) => (b.length < a.length ? b : a), forest.allRoots);
}

const NOBODY = new Int32Array(0);

function ownersOf(forest: Forest, resourceClass: number): Int32Array {
  return resourceClass === -1 ? NOBODY : listOf(forest.inventories.owners, resourceClass);
}
