import type { CandidateSource } from "../candidates/candidate-source.ts";
import type { CandidateRequest, RequestGroup, TraitDemand } from "../candidates/request.ts";
import { PlacementError } from "../errors.ts";

/** A name that a request uses, and what it is to be the name of. */
interface UsedName {
  readonly kind: "trait" | "resource class";
  readonly name: string;
}

/**
 * Refuses a request that names what does not exist, with RESOURCE_CLASS_UNKNOWN or TRAIT_UNKNOWN: whichever comes
 * first, of the root's traits and then each group's classes and traits.
 */
export async function checkNames(
  source: Pick<CandidateSource, "unknownTraits" | "unknownResourceClasses">,
  request: CandidateRequest,
): Promise<void> {
  const used = [
    ...(request.root === undefined ? [] : traitsOf(request.root)),
    ...request.groups.flatMap(namesOf),
  ];
  const traits = namesOfKind(used, "trait");
  const classes = namesOfKind(used, "resource class");
  const [unknownTraits, unknownClasses] = await Promise.all([
    traits.length === 0 ? [] : source.unknownTraits(traits),
    classes.length === 0 ? [] : source.unknownResourceClasses(classes),
  ]);
  const unknown = { trait: new Set(unknownTraits), "resource class": new Set(unknownClasses) };
  const first = used.find(({ kind, name }) => unknown[kind].has(name));
  if (first?.kind === "trait") throw new PlacementError("TRAIT_UNKNOWN", { traits: unknownTraits.join(",") });
  if (first !== undefined) throw new PlacementError("RESOURCE_CLASS_UNKNOWN", { resource_class: first.name });
}

function namesOf(group: RequestGroup): UsedName[] {
  const classes = Array.from(group.resources.keys(), (name) => ({ kind: "resource class", name }) as const);
  return [...classes, ...traitsOf(group)];
}

function traitsOf({ requiredTraits, forbiddenTraits }: TraitDemand): UsedName[] {
  return [...requiredTraits.flat(), ...forbiddenTraits].map((name) => ({ kind: "trait", name }) as const);
}

function namesOfKind(used: readonly UsedName[], wanted: UsedName["kind"]): string[] {
  return [...new Set(used.filter(({ kind }) => kind === wanted).map(({ name }) => name))];
}
