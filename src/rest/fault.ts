import type { ErrorCode } from "./error-body.ts";

/** What is wrong with a request, in Placement's words. Without a code it has the usual one. */
export interface Fault {
  readonly words: string;
  readonly code?: ErrorCode;
}
