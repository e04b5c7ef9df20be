import type { ConditionHeader } from "../conditions/conditions.ts";
import type { Violation } from "../invoke.ts";
import type { Route } from "../route.ts";

/** Why a request is not answered with a response: what an error writer has to tell the client. */
export type HttpFailure =
  | { readonly kind: "not-found" }
  | { readonly kind: "method-not-allowed"; readonly allow: readonly string[] }
  | { readonly kind: "malformed-path"; readonly reason: string }
  | { readonly kind: "malformed-query"; readonly reason: string }
  /** `header` is in lower case. */
  | { readonly kind: "malformed-header"; readonly header: string }
  | { readonly kind: "target-too-long"; readonly reason: string }
  | { readonly kind: "headers-too-large"; readonly reason: string }
  /** `types` are what there would be instead. */
  | { readonly kind: "not-acceptable"; readonly types: readonly string[] }
  | { readonly kind: "unsupported-media-type"; readonly reason: string }
  | { readonly kind: "body-too-large"; readonly limitBytes: number }
  | { readonly kind: "malformed-body"; readonly reason: string }
  /** There is no room for the body among all that are held just now. */
  | { readonly kind: "no-room" }
  | { readonly kind: "violations"; readonly violations: readonly Violation[]; readonly route: Route }
  /** A condition in a header is false. `error` is what the call rejected with, where it was called. */
  | {
      readonly kind: "precondition-failed";
      readonly header: ConditionHeader;
      readonly error: unknown;
      readonly route: Route;
    }
  /** What the call rejected with, or what went wrong with its answer. */
  | { readonly kind: "error"; readonly error: unknown; readonly route: Route | undefined };
