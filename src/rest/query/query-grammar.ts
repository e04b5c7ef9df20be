import type { Message } from "@bufbuild/protobuf";
import type { Violation } from "../../transcoder/index.ts";
import type { ErrorCode } from "../error-body.ts";
import type { Fault } from "../fault.ts";
import type { QueryPairs } from "./query-pairs.ts";

/** What the queries of one microversion may say; all of it is true of the newest, and a change says what was not. */
export interface QueryForm {
  /** The suffixes by which groups of parameters are told apart: any names, numbers, or no suffixes at all. */
  readonly suffixes: "names" | "numbers" | "none";
  /** Whether `member_of` may be given more than once. */
  readonly repeatedMemberOf: boolean;
  /** Whether `member_of` may begin with `!`. */
  readonly forbiddenAggregates: boolean;
  /** Whether traits may begin with `!`. */
  readonly forbiddenTraits: boolean;
  /** Whether `required` may begin with `in:`, and may be given more than once. */
  readonly anyTraits: boolean;
  /** Whether a group may ask for no resources. */
  readonly resourcelessGroups: boolean;
}

/** What the newest microversion's queries may say. */
export const newestQueryForm: QueryForm = {
  suffixes: "names",
  repeatedMemberOf: true,
  forbiddenAggregates: true,
  forbiddenTraits: true,
  anyTraits: true,
  resourcelessGroups: true,
};

/** What reading a part of a query came to. */
export type QueryReading<T> = { readonly value: T } | { readonly fault: Fault };

/**
 * How the query of an operation is read whose parameters are no fields of the request: a language of this dialect's
 * own, for which other protocols have structured messages.
 */
export interface QueryGrammar {
  /** The codes of its faults, where some have one. */
  readonly codes?: readonly ErrorCode[];
  /** The fields of the request message, as an init shape. Asked for queries that fit the version's schema. */
  read(pairs: QueryPairs, form: QueryForm): QueryReading<object>;
  /**
   * What the rules that the request as a whole has broken are called in a query; undefined for those that have no
   * words of their own.
   */
  explain?(request: Message, violations: readonly Violation[], form: QueryForm): Fault | undefined;
}

/** A fault, as the outcome of reading. */
export function fault(words: string, code?: ErrorCode): { readonly fault: Fault } {
  return { fault: code === undefined ? { words } : { words, code } };
}

/** Reads one thing after another, up to the first fault. */
export function readAll<T, U>(
  things: Iterable<T>,
  read: (thing: T) => QueryReading<U>,
): QueryReading<readonly U[]> {
  const values: U[] = [];
  for (const thing of things) {
    const reading = read(thing);
    if ("fault" in reading) return reading;
    values.push(reading.value);
  }
  return { value: values };
}
