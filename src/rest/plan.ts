import type { Message } from "@bufbuild/protobuf";
import type { Route } from "../transcoder/index.ts";
import type { Operation, OperationName, RequestFacts } from "./operation.ts";
import type { QueryForm } from "./query/query-grammar.ts";
import type { Json, JsonSchema } from "./shape/json-schema.ts";

/** How requests to one route are served at one microversion: everything that can be known before they come. */
export interface Plan {
  readonly kind: "plan";
  readonly name: OperationName;
  readonly operation: Operation;
  /** The route that binds and writes: another one than was matched, where the version had another RPC there. */
  readonly route: Route;
  readonly status: number;
  /** True where success has no body. */
  readonly emptyBody: boolean;
  /** What a body looks like at this version; absent where the route takes none. */
  readonly bodySchema?: JsonSchema | undefined;
  /** What a query looks like at this version; absent where it is ignored. */
  readonly querySchema?: JsonSchema | undefined;
  /** What a query may say at this version, where the operation has a grammar for it. */
  readonly queryForm: QueryForm;
  /** True where this version's schema refuses what the contract, being newer, would take. */
  readonly checksShapeFirst: boolean;
  /** From this version to the newest. */
  readonly upgrades: readonly Upgrade[];
  /** From the newest version to this one. */
  readonly downgrades: readonly Downgrade[];
  /** The capabilities that this version turns on. */
  readonly capabilities: readonly Capability[];
  /** Those that requests ask for in a way of their own. */
  readonly askedCapabilities: readonly AskedCapability[];
}

/** Makes a request's body one version newer. */
export type Upgrade = (body: Json, request: RequestFacts) => Json;

/** Makes an answer's body one version older. */
export type Downgrade = (response: Json, request: RequestFacts) => Json;

/** A boolean field of a request message, or of the messages that it holds, that some requests set. */
export interface Capability {
  /** The field's path in the contract. */
  readonly path: string;
  turnOn(message: Message): void;
}

/** A capability with what tells whether a request asks for it. */
export interface AskedCapability extends Capability {
  isAsked(request: RequestFacts): boolean;
}

/** A version at which a route was not there yet. */
export interface Absent {
  readonly kind: "absent";
  /** 405 where its path had other operations, else 404. */
  readonly status: 404 | 405;
}
