import { type DescMessage, isMessage, type JsonValue, toBinary, toJson } from "@bufbuild/protobuf";
import { parseQuery, type Route, type Router, splitTarget } from "../../../src/transcoder/index.ts";

/** What a request says, and what became of it: a message as proto-JSON, or violations in a line each. */
export interface Bound {
  readonly rpc: string;
  readonly message: JsonValue;
  readonly violations: string[];
}

/** Binds a request as a handler does: `GET /v1/shelves?page_size=5`, with a body as JSON text. */
export function bind(router: Router, request: string, body?: string): Bound {
  const [httpMethod = "", target = ""] = request.split(" ");
  const { path, query } = splitTarget(target);
  const match = router.find(httpMethod, path);
  if (match.kind !== "found") throw new Error(`${request}: ${match.kind}`);
  return bindTo(match.route, { params: match.params, query, body });
}

/** Binds what a request says to a route. */
export function bindTo(
  route: Route,
  said: { readonly params?: readonly string[]; readonly query?: string; readonly body?: string | undefined },
): Bound {
  const { pairs } = parseQuery(said.query ?? "");
  if (pairs === undefined) throw new Error("the query is malformed");
  const { message, violations } = route.bind({
    params: said.params ?? [],
    query: pairs,
    // Not by the handler's own function: routes must hold also against bodies that it would not let through.
    body: said.body === undefined ? undefined : (JSON.parse(said.body) as JsonValue),
  });
  const { input } = route.method;
  if (!isMessage(message, input)) throw new Error("the message is not of the method's type");
  // A message that was bound must also be one that can be sent on.
  toBinary(input, message);
  return { rpc: route.method.name, message: shortJson(input, message), violations: violations.map(print) };
}

function shortJson(desc: DescMessage, message: Parameters<typeof toJson>[1]): JsonValue {
  return toJson(desc, message, { useProtoFieldName: true });
}

function print(violation: { field: string; rule: string; value?: unknown; limit?: unknown }): string {
  const { field, rule, value, limit } = violation;
  const shown = value === undefined ? "" : ` ${JSON.stringify(value)}`;
  return `${field || "(all)"} ${rule}${shown}${limit === undefined ? "" : ` [${String(limit as string)}]`}`;
}
