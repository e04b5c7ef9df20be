import { buildForest } from "../../../src/domain/candidates/build-forest.ts";
import type { Explanation } from "../../../src/domain/candidates/explanation.ts";
import type { Forest } from "../../../src/domain/candidates/forest.ts";
import { GrowingExplanation } from "../../../src/domain/candidates/growing-explanation.ts";
import type { CandidateRequest } from "../../../src/domain/candidates/request.ts";
import { forestOf, requestOf } from "./text-form.ts";

/** What becomes of a request in forest after forest. */
export async function explain(
  shown: readonly Forest[],
  request: CandidateRequest,
  pause: () => Promise<void> | undefined = () => undefined,
): Promise<GrowingExplanation> {
  const explanation = new GrowingExplanation(request, pause);
  for (const forest of shown) await explanation.addFrom(forest);
  return explanation;
}

/** Prints an explanation: a line for each need, one for the roots, one for the outcome with its blockers. */
export function printed({ needs, roots, outcome, blockers, blockersCut }: Explanation): string[] {
  return [
    ...needs.map(({ suffix, resourceClasses, steps }) =>
      [
        `${suffix || "''"} ${resourceClasses.join(",")}`.trimEnd(),
        ...steps.map((step) => `${step.constraint} ${step.providersLeft}`),
      ].join(" > "),
    ),
    `roots ${roots.all} > wanted ${roots.wanted} > complete ${roots.complete}`,
    `${outcome}: ${blockers.join(" ") || "no blockers"}${blockersCut ? ", cut" : ""}`,
  ];
}

/** Prints what becomes of a request in one forest, or in several. */
export async function told(forest: string | readonly string[], request: string): Promise<string[]> {
  const shown = [forest].flat().map((text) => buildForest(forestOf(text)));
  return printed(await explain(shown, requestOf(request)));
}
