import type { Violation } from "../invoke.ts";
import type { Route } from "../route.ts";

/** Why a request is not answered with a response: what an error writer has to tell the client. */
export type HttpFailure =
  | { readonly kind: "not-found" }
  | { readonly kind: "method-not-allowed"; readonly allow: readonly string[] }
  | { readonly kind: "malformed-path"; readonly reason: string }
  | { readonly kind: "malformed-query"; readonly reason: string }
  | { readonly kind: "unsupported-media-type"; readonly reason: string }
  | { readonly kind: "body-too-large"; readonly limitBytes: number }
  | { readonly kind: "malformed-body"; readonly reason: string }
  | { readonly kind: "violations"; readonly violations: readonly Violation[]; readonly route: Route }
  /** What the call rejected with, or what went wrong with its answer. */
  | { readonly kind: "error"; readonly error: unknown; readonly route: Route | undefined };
