import { ANY_TREE, type CompiledRequest, type Demand, type Need, NO_TREE } from "./compiled-request.ts";
import { fitsDemand, fitsTraits } from "./fits.ts";
import { type Forest, rootsUsing } from "./forest.ts";
import { listOf } from "./lists.ts";

/**
 * What is rare is looked up first where it leads to no more than this part of all roots. Else the roots are gone
 * through as they come, which costs nothing before the first.
 */
const RARE_PART = 1 / 16;

/**
 * The roots among which all candidates are, ascending: those that can use a provider of whatever is rarest in the
 * request, and none where nobody has something of it. So a request for something that few have does not look at
 * everybody.
 */
export function possibleRoots(forest: Forest, request: CompiledRequest): Int32Array {
  if (lacksSomething(forest, request)) {
    return NOBODY;
  }
  const rarest = request.needs
    .flatMap((need) => serversOf(forest, need))
    .reduce((a, b) => (b.length < a.length ? b : a), forest.ownRoots);
  if (reachOf(forest, rarest) > forest.ownRoots.length * RARE_PART) {
    return forest.ownRoots;
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

/** Whether nobody in a forest has some trait, some membership or some amount of a class, wherever it may come from. */
function lacksSomething(forest: Forest, { needs, root, together }: CompiledRequest): boolean {
  const sets = [root.required, together, ...needs.flatMap((need) => [need.traits.required, need.memberOf])];
  return (
    sets.some((all) => all.some((set) => set.length === 0)) ||
    needs.some((need) => !need.demands.every((demand) => hasGiver(forest, demand)))
  );
}

function hasGiver(forest: Forest, demand: Demand): boolean {
  return ownersOf(forest, demand).some((provider) => fitsDemand(forest, provider, demand));
}

function ownersOf(forest: Forest, { resourceClass }: Demand): Int32Array {
  return resourceClass === -1 ? NOBODY : listOf(forest.inventories.owners, resourceClass);
}

/** Lists of providers of which each is known to contain all that can serve a need. */
function serversOf(forest: Forest, need: Need): Int32Array[] {
  const owners = need.demands.map((demand) => ownersOf(forest, demand));
  if (need.tree === ANY_TREE) {
    return owners;
  }
  return [...owners, need.tree === NO_TREE ? NOBODY : listOf(forest.trees, need.tree)];
}

const NOBODY = new Int32Array(0);

/** How many times a root would be looked up for some providers; of many, only that it is many. */
function reachOf(forest: Forest, providers: Int32Array): number {
  let reach = providers.length;
  for (const provider of providers) {
    if (reach > forest.ownRoots.length * RARE_PART) {
      break;
    }
    if (forest.sharing[provider] === 1) {
      for (const aggregate of listOf(forest.aggregates, provider)) {
        reach += listOf(forest.aggregateMembers, aggregate).length;
      }
    }
  }
  return reach;
}
