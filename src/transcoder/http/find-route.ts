import type { Match, Router } from "../routing/router.ts";

/** Which methods are answered without a rule of their own. */
export interface AutomaticMethods {
  /** HEAD, wherever there is GET: the same without the body. Default true. */
  readonly head?: boolean;
  /** OPTIONS, wherever there is a rule: an empty answer with the methods in Allow. Default true. */
  readonly options?: boolean;
}

/** What a router makes of a request, and what is answered without a rule. */
export type Found = Match | { readonly kind: "options"; readonly allow: readonly string[] };

/** Finds the route of a request. A rule always goes before what is automatic. */
export function findRoute(
  router: Router,
  httpMethod: string,
  path: string,
  { head = true, options = true }: AutomaticMethods = {},
): Found {
  if (options && httpMethod === "OPTIONS" && path === "*") return { kind: "options", allow: [] };
  const match = router.find(httpMethod, path);
  if (match.kind !== "method-not-allowed") return match;
  const hasHead = head && match.allow.includes("GET");
  if (hasHead && httpMethod === "HEAD") return router.find("GET", path);
  const allow = new Set(match.allow);
  if (hasHead) allow.add("HEAD");
  if (options) allow.add("OPTIONS");
  const kind = options && httpMethod === "OPTIONS" ? "options" : "method-not-allowed";
  return { kind, allow: [...allow].sort() };
}
