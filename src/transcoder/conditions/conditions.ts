import type { Message } from "@bufbuild/protobuf";
import type { Findings } from "../findings.ts";

/** The headers that make a request conditional, as they came. */
export interface ConditionHeaders {
  readonly "if-match"?: string | undefined;
  readonly "if-none-match"?: string | undefined;
}

/** One of them. */
export type ConditionHeader = "if-match" | "if-none-match";

/** What became of a condition: what the answer has to be, if it is not the usual one. */
export type ConditionOutcome =
  | "holds"
  /** The answer to a GET would be what the client has: 304. */
  | "not-modified"
  /** The condition is false: 412. */
  | { readonly failed: ConditionHeader }
  /** It is no condition: 400. */
  | { readonly malformed: ConditionHeader }
  /** It was put into the request: what the RPC refuses because of it is 412. */
  | { readonly bound: ConditionHeader };

/** What a method says about entity tags, compiled for one of its bindings. */
export interface Conditions {
  /** The path of the response field whose value is the entity tag; undefined where there is none. */
  readonly etagField: string | undefined;
  /** The path of the request field that If-Match sets; undefined where there is none. */
  readonly matchField: string | undefined;
  /** The path of the request field that `If-None-Match: *` sets; undefined where there is none. */
  readonly noneMatchField: string | undefined;
  /** The entity tag of a response, in quotes; undefined where it has none. */
  etagOf(response: object): string | undefined;
  /**
   * Puts conditions into a request before it is called, on bindings other than GET. A request that says something
   * else by itself gets a violation.
   */
  bind(message: Message, headers: ConditionHeaders, findings: Findings): ConditionOutcome;
  /** Compares a response with the conditions of a GET. */
  compare(etag: string | undefined, headers: ConditionHeaders): ConditionOutcome;
}
