import type { Facts, Reason } from "../domain/errors.ts";
import type { ErrorCode } from "./error-body.ts";
import type { QueryGrammar } from "./query/query-grammar.ts";
import type { Json, JsonObject, JsonSchema } from "./shape/json-schema.ts";

/** An RPC by its service and name: `InventoryService.ListInventories`. */
export type OperationName = `${string}.${string}`;

/** Who something belongs to. */
export interface Owner {
  readonly projectId: string;
  readonly userId: string;
}

/** What a request said, for answers that depend on it. */
export interface RequestFacts {
  /** The path's variables by the name of their field. */
  readonly params: Readonly<Record<string, string>>;
  /** The query's parameters; of one that is repeated, the last. */
  readonly query: Readonly<Record<string, string>>;
  /** The body as it was sent; undefined where there was none, or where it was not JSON. */
  readonly body: Json | undefined;
  /** The capabilities that the request's version turned on, by the path of their field. */
  readonly capabilities: readonly string[];
  /** Whose the consumers are of requests that can't say so. */
  readonly incompleteOwner: Owner;
}

/** How a refusal shows over REST. */
export interface Refusal {
  readonly status: number;
  /** Where absent: `placement.undefined_code`. */
  readonly code?: ErrorCode;
  /**
   * True for refusals that Placement answers outside of the code that marks answers as dependent on the version:
   * they have no `vary`.
   */
  readonly outer?: true;
  detail(facts: Facts, request: RequestFacts): string;
}

/** Refusals by their reasons. */
export type Refusals = Readonly<Partial<Record<Reason, Refusal>>>;

/** How links and such are written. */
export interface Representation {
  /** What stands before every path, where the server is mounted below one: `/placement`; else empty. */
  readonly mountPrefix: string;
}

/**
 * What the contract can't say of an operation's newest REST form: data and pure functions, most of which few
 * operations have. What older versions did is in `changes/`.
 */
export interface Operation {
  /**
   * "strict": query parameters are fields of the request, and unknown ones are refused; else the query is ignored.
   * Placement checks the query of lists with filters, and of nothing else.
   */
  readonly query?: "strict";

  /** How the query is read, once it fits the schema, where its parameters are not fields of the request. */
  readonly grammar?: QueryGrammar;

  /** Where Placement's schema of the body or query differs from the contract's. */
  readonly schema?: (derived: JsonSchema) => JsonSchema;

  /**
   * Whether a body says what the schema restricts more than the contract does: then the schema is asked before the
   * contract.
   */
  readonly schemaFirst?: (body: JsonObject) => boolean;

  /** Takes out of a body what REST accepts and the contract has no field for. */
  readonly adapt?: (body: JsonObject) => JsonObject;

  /** What is said of a path variable that breaks a rule of the contract. Default: what the schema says of it. */
  readonly pathWords?: (params: RequestFacts["params"]) => string;

  /** Capabilities that requests of all versions ask for in a way of their own, by the path of their field. */
  readonly asks?: Readonly<Record<string, (request: RequestFacts) => boolean>>;

  /** Adds to a response what only REST has: links. */
  readonly represent?: (response: Json, representation: Representation) => Json;

  /**
   * Writes what `represent` makes of a response straight as JSON in UTF-8, where the response says what it was made
   * from; undefined where it doesn't. For responses that are large enough for it to matter.
   */
  readonly write?: (response: object) => Buffer | undefined;

  /** What a response consists of that may be very long, in the order of its text; there is nothing else in it. */
  readonly longLists?: readonly LongList[];

  /** The status of success, where the response itself says which. Default: the contract's. */
  readonly status?: (response: object) => number;

  /** The path of what was created or found, below the mount prefix. */
  readonly location?: (response: object, request: RequestFacts) => string;

  /** True where REST shows nothing of the response. */
  readonly noBody?: true;

  /** True where success tells when what it is about was last changed, also without a body. */
  readonly alwaysDated?: true;

  /** False for responses of which nobody can say when they were last changed. Default: true. */
  readonly isDated?: (response: object) => boolean;

  /** Refusals that differ from what their reasons usually come to. */
  readonly refusals?: Refusals;
}

/** A list, or a map, of a response. What its REST form shows of an item depends on nothing but the item. */
export interface LongList {
  /** The field in the response's message. */
  readonly field: string;
  /** The key in its REST form, at every version. */
  readonly key: string;
  readonly kind: "list" | "map";
}

/** Operations of the REST dialect by their RPC. */
export type Operations = Readonly<Record<OperationName, Operation>>;
