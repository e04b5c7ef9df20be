import { type DescMethod, getOption } from "@bufbuild/protobuf";
import { rest } from "../gen/placement/v1/rest_pb.ts";
import type { Route } from "../transcoder/index.ts";
import { compileCapability } from "./capability.ts";
import type { Change, OperationChange, Reroute } from "./change.ts";
import type { Operation, OperationName } from "./operation.ts";
import type { Absent, Capability, Plan } from "./plan.ts";
import { newestQueryForm } from "./query/query-grammar.ts";
import { deriveSchema } from "./shape/derive-schema.ts";
import { type JsonSchema, withoutProperties } from "./shape/json-schema.ts";
import { minorMax } from "./version.ts";

/** What plans are made of. */
export interface FoldParts {
  readonly operations: Readonly<Record<OperationName, Operation>>;
  readonly changes: readonly Change[];
  /** Compiles the route of an operation that another one took the place of. */
  compile(reroute: Reroute): Route;
}

/**
 * The plans of a route for every microversion, by their minor number. The newest is made from the contract, each
 * older one from the next newer; versions between which nothing changed share one plan. Throws TypeError where a
 * change speaks of what does not exist.
 */
export function foldRoute(route: Route, parts: FoldParts): readonly (Plan | Absent)[] {
  const changeAt = new Map(parts.changes.map((change) => [change.since, change]));
  const plans: (Plan | Absent)[] = [];
  let plan = newestPlan(route, parts);
  for (let minor = minorMax; minor >= 0; minor--) {
    const change = changeAt.get(minor + 1)?.operations?.[plan.name];
    if (change !== undefined) plan = planBefore(plan, change, parts);
    plans[minor] = sinceOf(plan.route.method) > minor ? { kind: "absent", status: 404 } : plan;
  }
  return plans;
}

/** The name by which changes and operations call an RPC. */
export function operationName(method: DescMethod): OperationName {
  return `${method.parent.name}.${method.name}`;
}

/** The minor number of the first version that has an RPC. */
export function sinceOf(method: DescMethod): number {
  const { since } = getOption(method, rest);
  return since === "" ? 0 : Number(since.slice("1.".length));
}

/** The plan of a route at the newest microversion: what the contract and the operation say, and no change. */
export function newestPlan(route: Route, parts: Pick<FoldParts, "operations">): Plan {
  const name = operationName(route.method);
  const operation = parts.operations[name];
  if (operation === undefined) throw new TypeError(`${name} has no REST form`);
  const { successStatus } = getOption(route.method, rest);
  const adjust = operation.schema ?? ((derived: JsonSchema) => derived);
  const schema = () => adjust(deriveSchema(route.method.input, route.variables));
  return {
    kind: "plan",
    name,
    operation,
    route,
    status: successStatus === 0 ? 200 : successStatus,
    emptyBody: operation.noBody === true || route.method.output.fields.length === 0,
    bodySchema: route.hasBody ? schema() : undefined,
    querySchema: operation.query === "strict" ? schema() : undefined,
    queryForm: newestQueryForm,
    checksShapeFirst: operation.grammar !== undefined,
    upgrades: [],
    downgrades: [],
    capabilities: [],
    askedCapabilities: Object.entries(operation.asks ?? {}).map(([path, isAsked]) => ({
      ...compileCapability(route.method.input, path),
      isAsked,
    })),
  };
}

function planBefore(plan: Plan, change: OperationChange, parts: FoldParts): Plan {
  if (change.reroute !== undefined) return newestPlan(parts.compile(change.reroute), parts);
  const bodySchema = schemaBefore(plan.bodySchema, change.introduces?.body, change.bodySchema);
  const querySchema = schemaBefore(plan.querySchema, change.introduces?.query, change.querySchema);
  const reshaped = bodySchema !== plan.bodySchema || querySchema !== plan.querySchema;
  return {
    ...plan,
    bodySchema,
    querySchema,
    queryForm: { ...plan.queryForm, ...change.queryForm },
    checksShapeFirst: plan.checksShapeFirst || reshaped,
    status: change.status ?? plan.status,
    emptyBody: change.emptyBody ?? plan.emptyBody,
    upgrades: change.upgradeRequest === undefined ? plan.upgrades : [change.upgradeRequest, ...plan.upgrades],
    downgrades:
      change.downgradeResponse === undefined
        ? plan.downgrades
        : [...plan.downgrades, change.downgradeResponse],
    capabilities: [...plan.capabilities, ...capabilitiesOf(plan.route.method, change.capabilities ?? [])],
  };
}

function schemaBefore(
  newer: JsonSchema | undefined,
  introduced: readonly string[] | undefined,
  change: ((newer: JsonSchema) => JsonSchema) | undefined,
): JsonSchema | undefined {
  if (introduced === undefined && change === undefined) return newer;
  if (newer === undefined) throw new TypeError("a change has a schema where there is none to change");
  const stray = introduced?.find((name) => newer.properties?.[name] === undefined);
  if (stray !== undefined) throw new TypeError(`a change introduces ${stray}, which is not in the contract`);
  const without = introduced === undefined ? newer : withoutProperties(newer, introduced);
  return change === undefined ? without : change(without);
}

function capabilitiesOf(method: DescMethod, paths: readonly string[]): Capability[] {
  return paths.map((path) => compileCapability(method.input, path));
}
