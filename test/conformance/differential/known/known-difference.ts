import type { Outcome } from "../pair.ts";
import type { Step } from "../request.ts";
import type { World } from "../world.ts";

/** A step in which the servers answered differently, with what is known of it. */
export interface Case extends Outcome {
  readonly step: Step;
  readonly world: World;
}

/** Why two answers may differ. */
export type Judgement =
  /** The real Placement here is 8.0.0; the newest does as we do. */
  | "the newest does as we do"
  /** A fault that is not to be copied. */
  | "their fault"
  /** Nobody promised more. */
  | "undefined";

/** A difference that is known and judged. */
export interface KnownDifference {
  readonly name: string;
  readonly judgement: Judgement;
  /** Where it says so. */
  readonly source: string;
  /** Claims a case as narrowly as it can: what it does not claim is reported. */
  explains(one: Case): boolean;
}
