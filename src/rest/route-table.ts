import { create, type DescMethod, type DescService } from "@bufbuild/protobuf";
import { HttpRuleSchema } from "../gen/google/api/http_pb.ts";
import { compileRoute, createRouter, type Route, type Router } from "../transcoder/index.ts";
import type { Change, Reroute } from "./change.ts";
import { foldRoute, operationName } from "./fold.ts";
import { jsonForm } from "./json-form.ts";
import type { Operation, OperationName } from "./operation.ts";
import type { Absent, Plan } from "./plan.ts";
import { minorMax } from "./version.ts";

/** What a request's method and path lead to at a microversion. */
export type Found =
  | { readonly kind: "plan"; readonly plan: Plan; readonly params: readonly string[] }
  | { readonly kind: "absent"; readonly status: 404 | 405 }
  | { readonly kind: "not-found" }
  | { readonly kind: "method-not-allowed"; readonly allow: string }
  | { readonly kind: "malformed-path"; readonly reason: string };

/** Finds the plan of a request. `path` is percent-encoded and begins with a slash. */
export type FindPlan = (method: string, path: string, minor: number) => Found;

/** What the table is made of. */
export interface RouteTableParts {
  readonly services: readonly DescService[];
  readonly operations: Readonly<Record<OperationName, Operation>>;
  readonly changes: readonly Change[];
}

/** Compiles all routes of the services and folds the changes into them, once. */
export function createRouteTable(parts: RouteTableParts): FindPlan {
  const methods = methodsByName(parts.services);
  refuseGaps(parts.changes);
  refuseStrayChanges(parts.changes, methods);
  const router = createRouter([...parts.services], jsonForm);
  const plans = planAll(router, parts, methods);
  return (method, path, minor) => {
    const match = router.find(method, path);
    if (match.kind === "method-not-allowed") return { kind: match.kind, allow: allowText(match.allow) };
    if (match.kind !== "found") return match;
    const plan = plans.get(match.route)?.[minor];
    if (plan === undefined) return { kind: "not-found" };
    return plan.kind === "absent" ? plan : { kind: "plan", plan, params: match.params };
  };
}

type Plans = ReadonlyMap<Route, readonly (Plan | Absent)[]>;

function planAll(
  router: Router,
  { operations, changes }: RouteTableParts,
  methods: ReadonlyMap<OperationName, DescMethod>,
): Plans {
  const compile = (reroute: Reroute) => compileReroute(reroute, methods);
  const plans = new Map(
    router.routes.map((route) => [route, foldRoute(route, { operations, changes, compile })] as const),
  );
  return new Map([...plans].map(([route, own]) => [route, withStatuses(route, own, plans)] as const));
}

/** Says 405 instead of 404 at versions at which the path had other operations already. */
function withStatuses(route: Route, own: readonly (Plan | Absent)[], all: Plans): (Plan | Absent)[] {
  const siblings = [...all].filter(([other]) => other !== route && pathForm(other) === pathForm(route));
  return own.map((plan, minor) => {
    if (plan.kind === "plan") return plan;
    const shared = siblings.some(([, plans]) => plans[minor]?.kind === "plan");
    return { kind: "absent", status: shared ? 405 : 404 };
  });
}

/** A template without the names of its variables. */
function pathForm(route: Route): string {
  return route.template.replaceAll(/\{[^}]*\}/g, "{}");
}

function compileReroute(reroute: Reroute, methods: ReadonlyMap<OperationName, DescMethod>): Route {
  const method = methods.get(reroute.to);
  if (method === undefined) throw new TypeError(`there is no RPC ${reroute.to} to lead to`);
  const { httpMethod, path, body, responseBody } = reroute;
  const rule = create(HttpRuleSchema, { pattern: { case: httpMethod, value: path }, body, responseBody });
  return compileRoute(method, rule, jsonForm);
}

function methodsByName(services: readonly DescService[]): ReadonlyMap<OperationName, DescMethod> {
  const methods = services.flatMap((service) => service.methods);
  return new Map(methods.map((method) => [operationName(method), method]));
}

/** A version that is claimed twice would lose one of its changes without a word, so both are refused. */
function refuseGaps(changes: readonly Change[]): void {
  for (let minor = 0; minor <= minorMax; minor++) {
    const claims = changes.filter((change) => change.since === minor).length;
    if (claims !== 1) throw new TypeError(`${claims} changes claim version 1.${minor}, which must be one`);
  }
}

function refuseStrayChanges(
  changes: readonly Change[],
  methods: ReadonlyMap<OperationName, DescMethod>,
): void {
  for (const change of changes) {
    const names = [...(change.adds ?? []), ...Object.keys(change.operations ?? {})] as OperationName[];
    const stray = names.find((name) => !methods.has(name));
    if (stray !== undefined) throw new TypeError(`1.${change.since} changes ${stray}, which does not exist`);
  }
}

/** Placement's order of methods; clients compare the header as a text. */
const usualMethods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

function allowText(allow: readonly string[]): string {
  return allow.toSorted((a, b) => usualMethods.indexOf(a) - usualMethods.indexOf(b)).join(", ");
}
