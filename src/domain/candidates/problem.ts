import type { CompiledRequest } from "./compiled-request.ts";
import { type Contention, findContention } from "./contention.ts";
import { type Cover, type Coverage, coverageOf } from "./covers.ts";
import type { Domains } from "./domains.ts";
import type { Forest } from "./forest.ts";
import { findSubtrees, type SubtreeProblem } from "./subtree-problem.ts";

/**
 * What is left to solve at one root: give each need one provider of its domain. Needs stand in the order in which
 * they are decided, and providers are counted from 0 within the problem, so that all state is in short arrays.
 */
export interface Problem {
  /** The position in the request's needs of the need that is decided at each depth. */
  readonly needs: Int32Array;
  /** Numbers of providers, by depth. */
  readonly domains: readonly Int32Array[];
  /** The forest's provider behind each number. */
  readonly providers: Int32Array;
  /** By depth: 1 where the need must not share its provider with others so marked. */
  readonly isolated: Uint8Array;
  /** By depth: 1 where the need allocates; all do but groups without resources. */
  readonly allocating: Uint8Array;
  /** The tree of each provider, numbered within the problem; undefined where trees don't matter. */
  readonly trees: Int32Array | undefined;
  readonly contention: Contention;
  readonly coverage: Coverage;
  readonly subtrees: SubtreeProblem;
}

/** Sets a problem up. */
export function setUpProblem(
  forest: Forest,
  request: CompiledRequest,
  given: { domains: Domains; covers: readonly Cover[]; sets: readonly (readonly number[])[] },
): Problem {
  const needs = orderOf(request, given.domains);
  const numbers = new Map<number, number>();
  const domains = Array.from(needs, (need) =>
    Int32Array.from(given.domains[need]!, (provider) => numberOf(numbers, provider)),
  );
  const providers = Int32Array.from(numbers.keys());
  const decided = Array.from(needs, (need) => request.needs[need]!);
  return {
    needs,
    domains,
    providers,
    isolated: Uint8Array.from(decided, (need) => (request.isolate && need.suffix !== "" ? 1 : 0)),
    allocating: Uint8Array.from(decided, (need) => (need.demands.length > 0 ? 1 : 0)),
    trees: request.oneProviderPerTree ? treesOf(forest, providers) : undefined,
    contention: findContention(forest, request, { needs, providers }),
    coverage: coverageOf({ needs, domains, providers }, given.covers),
    subtrees: findSubtrees(forest, given.sets, { needs, domains, providers }),
  };
}

/**
 * The need with the fewest choices comes first: it fails soonest, and fixes most for the others. Among equals the
 * one that takes most, since small ones still fit where large ones are.
 */
function orderOf(request: CompiledRequest, domains: Domains): Int32Array {
  return Int32Array.from(domains.keys()).sort(
    (a, b) =>
      domains[a]!.length - domains[b]!.length || request.needs[b]!.weight - request.needs[a]!.weight || a - b,
  );
}

function numberOf(numbers: Map<number, number>, provider: number): number {
  const known = numbers.get(provider) ?? numbers.size;
  numbers.set(provider, known);
  return known;
}

function treesOf(forest: Forest, providers: Int32Array): Int32Array {
  const numbers = new Map<number, number>();
  return providers.map((provider) => numberOf(numbers, forest.roots[provider]!));
}
