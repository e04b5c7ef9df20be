import type { OperationName, RequestFacts } from "./operation.ts";
import type { QueryForm } from "./query/query-grammar.ts";
import type { Json, JsonSchema } from "./shape/json-schema.ts";

/**
 * What one microversion changed, told backwards: how requests and answers of older versions differ. The newest form
 * is the contract's; each older one is made from the next newer one.
 */
export interface Change {
  /** The n of 1.n. */
  readonly since: number;
  /** One line for the version history. */
  readonly summary: string;
  /** The operations that came with it. The contract says so too (`rest.since`), and a test compares. */
  readonly adds?: readonly OperationName[];
  /** What it changed of operations that there were, by their newest name. */
  readonly operations?: Readonly<Record<OperationName, OperationChange>>;
  /** What it changed of all answers. */
  readonly everywhere?: EverywhereBefore;
}

/** Facts about all answers of versions before a change. */
export interface EverywhereBefore {
  /** Answers with a body did not say how old they are (`last-modified`, `cache-control`). */
  readonly cacheHeaders?: false;
  /** Errors had no `code`. */
  readonly errorCodes?: false;
}

/** One operation as it was before a change. All functions are pure and never change their arguments. */
export interface OperationChange {
  /** Body keys and query parameters that came with the change: before, they are unknown ones. */
  readonly introduces?: { readonly body?: readonly string[]; readonly query?: readonly string[] };

  /** The schema of bodies before the change, where `introduces` does not say all of it. */
  readonly bodySchema?: (newer: JsonSchema) => JsonSchema;

  /** The schema of queries before the change, where `introduces` does not say all of it. */
  readonly querySchema?: (newer: JsonSchema) => JsonSchema;

  /** What queries that have a grammar could not say before the change. */
  readonly queryForm?: Partial<QueryForm>;

  /**
   * Makes a body of before the change into one of after it. Bodies reach it only when they fit the schema of the
   * request's version.
   */
  readonly upgradeRequest?: (body: Json, request: RequestFacts) => Json;

  /** Makes an answer's body of after the change into one of before it. */
  readonly downgradeResponse?: (response: Json, request: RequestFacts) => Json;

  /**
   * Capabilities that requests of before the change had: boolean fields of the request message that the contract
   * marks so. A path (`consumers.untyped`) leads into the messages that a field holds.
   */
  readonly capabilities?: readonly string[];

  /** The status of success before the change. */
  readonly status?: number;

  /** True where success had no body before the change. */
  readonly emptyBody?: true;

  /** Another RPC that the same path and method led to before the change. */
  readonly reroute?: Reroute;
}

/** An RPC with the HTTP form that it had. */
export interface Reroute {
  readonly to: OperationName;
  readonly httpMethod: "get" | "post" | "put" | "delete";
  readonly path: string;
  readonly body: "*" | "";
  /** The field of the response that is shown; empty for all of it. */
  readonly responseBody: string;
}

/** A minor version as text: `1.7`. */
export function versionText(minor: number): `1.${number}` {
  return `1.${minor}`;
}
