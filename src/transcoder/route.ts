import type { DescField, DescMethod, JsonValue, Message } from "@bufbuild/protobuf";
import type { QueryPairs } from "./binding/query-binder.ts";
import type { RawBody } from "./binding/raw-body.ts";
import type { Conditions } from "./conditions/conditions.ts";
import type { Violation } from "./invoke.ts";

/** What a request says, apart from its method and path's literals. */
export interface BindingInput {
  /** The values of the route's variables, decoded, as the router gives them. */
  readonly params: readonly string[];
  readonly query: QueryPairs;
  /** The parsed body; absent where there is none. */
  readonly body?: JsonValue | undefined;
  /** The body as it came, of routes that take it so; absent where there is none. */
  readonly rawBody?: RawBody | undefined;
}

/** One HTTP form of an RPC, compiled: binds requests and writes responses. */
export interface Route {
  readonly method: DescMethod;
  readonly httpMethod: string;
  /** Whether the answer is a stream of messages, each with a JSON form of its own. */
  readonly stream: boolean;
  /** The path template, as the rule has it. */
  readonly template: string;
  /** Whether the rule maps the body of requests. */
  readonly hasBody: boolean;
  /** What the body of requests is: `*` for the message, or the name of a field of it; empty for no body. */
  readonly body: string;
  /** The field that the body of responses is; undefined for the whole message. */
  readonly responseField: DescField | undefined;
  /** Whether that body is not JSON, but whatever its content type says: google.api.HttpBody. */
  readonly takesRawBody: boolean;
  /** The field paths of the template's variables, in the order of `params`. */
  readonly variables: readonly string[];
  /** What the method says about entity tags; undefined where it says nothing. */
  readonly conditions: Conditions | undefined;
  /**
   * Makes the request message. Never throws on what a client sent: what is wrong with it is in the violations,
   * at most `violationsMax` of them, and the message is whole only where there are none.
   */
  bind(input: BindingInput): { readonly message: Message; readonly violations: Violation[] };
  /**
   * The proto-JSON of a response message, init shape, or of the field of it that the rule says: proto field
   * names, defaults written out. Throws TypeError where a value isn't one of its field's type.
   */
  toJson(response: object): JsonValue;
  /** The same as a text. */
  toJsonText(response: object): string;
  /** The response as it is to be sent, where it is not JSON but a google.api.HttpBody; undefined on other routes. */
  readonly toRawBody: ((response: object) => RawBody) | undefined;
}
