import type { DescService, JsonObject } from "@bufbuild/protobuf";
import { bindingRules, type RouterOptions } from "../binding-rules.ts";
import type { Route } from "../route.ts";
import type { Comments } from "./comments.ts";
import { wholeComponents } from "./components.ts";
import { conditionParameters, etagHeader } from "./conditions.ts";
import { openApiPath, type PathPart, pathForm } from "./open-api-path.ts";
import { describeOperation } from "./operation.ts";
import { pathParameter, queryParameters } from "./parameters.ts";
import { type SchemaSource, Schemas } from "./schemas.ts";
import { compareTexts, sorted } from "./sorted.ts";
import { handlerAnswers, handlerResponses, statusSchemas } from "./status-failure.ts";

/** What a document says beyond what its routes do. */
export interface OpenApiOptions {
  /** Title, version, and what else OpenAPI has there. */
  readonly info: JsonObject;
  /** How requests are bound and responses written: those that the routes were compiled with. */
  readonly rules?: RouterOptions;
  /** What descriptions are made of. Without them there are none. */
  readonly comments?: Comments;
  /** That answers have no NaN and infinities, which proto-JSON writes as texts. Default false. */
  readonly finiteNumbers?: boolean;
  readonly servers?: readonly JsonObject[];
  /** The requirements of all operations that don't say otherwise, by the names of `components.securitySchemes`. */
  readonly security?: readonly JsonObject[];
  /** More components by their kinds. */
  readonly components?: Readonly<Record<string, JsonObject>>;
  /** More paths, of what is no RPC. */
  readonly paths?: Readonly<Record<string, JsonObject>>;
  /** More tags, which those paths have. */
  readonly tags?: readonly JsonObject[];
  /** What a dialect shows of a message, where that is not its proto-JSON. */
  readonly message?: SchemaSource["message"];
  /**
   * What a dialect makes of an operation. Without it, conditions in headers and failures are described as
   * `createHttpHandler` has them; with it they are its own to describe.
   */
  readonly operation?: (operation: JsonObject, route: Route) => JsonObject;
}

/**
 * The OpenAPI 3.1 document of routes: the same compiled rules that requests are served by. It is the same, to the
 * byte, for the same routes and options, whatever the order of the routes.
 */
export function createOpenApi(routes: readonly Route[], options: OpenApiOptions): JsonObject {
  const schemas = new Schemas({
    rules: bindingRules(options.rules),
    comments: options.comments ?? new Map(),
    finiteNumbers: options.finiteNumbers ?? false,
    message: options.message,
  });
  const paths = describePaths(routes, schemas, options);
  return {
    openapi: "3.1.1",
    info: options.info,
    ...(options.servers === undefined ? {} : { servers: [...options.servers] }),
    ...(options.security === undefined ? {} : { security: [...options.security] }),
    tags: [...tagsOf(routes, schemas), ...(options.tags ?? [])],
    paths: sorted({ ...options.paths, ...paths }),
    components: wholeComponents(
      { schemas: { ...schemas.components, ...statusSchemas }, responses: handlerResponses },
      options.components ?? {},
      { ...options.paths, ...paths },
    ),
  };
}

/** Paths give their parameters names, and schemas get theirs, in this order: short names before long ones. */
function inOrder(routes: readonly Route[]): Route[] {
  return routes.toSorted(
    (one, other) =>
      one.template.length - other.template.length ||
      compareTexts(`${one.template} ${one.httpMethod}`, `${other.template} ${other.httpMethod}`),
  );
}

function describePaths(
  routes: readonly Route[],
  schemas: Schemas,
  options: OpenApiOptions,
): Record<string, JsonObject> {
  const ids = operationIds(routes);
  const pathOfForm = new Map<string, string>();
  const items: Record<string, JsonObject> = {};
  for (const route of inOrder(routes)) {
    const { path: own, parts } = openApiPath(route.template);
    const path = pathOfForm.get(pathForm(own)) ?? own;
    pathOfForm.set(pathForm(own), path);
    const operation = wholeOperation(route, { path, parts, id: ids.get(route) ?? "" }, schemas);
    items[path] ??= {};
    putOperation(
      items[path],
      route.httpMethod,
      options.operation?.(operation, route) ?? withHandler(operation, route),
    );
  }
  return items;
}

interface Place {
  readonly path: string;
  readonly parts: readonly PathPart[];
  readonly id: string;
}

function wholeOperation(route: Route, { path, parts, id }: Place, schemas: Schemas): JsonObject {
  const { tags = [], summary, description, ...rest } = describeOperation(route, schemas);
  const names = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name = ""]) => name);
  const parameters = [
    ...parts.map((part, at) => pathParameter(route, part, names[at] ?? part.name, schemas)),
    ...queryParameters(route, schemas),
  ];
  return {
    tags,
    operationId: id,
    ...(summary === undefined ? {} : { summary }),
    ...(description === undefined ? {} : { description }),
    ...(path === route.template ? {} : { "x-path-template": route.template }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...rest,
  };
}

/** An operation with what the handler adds to it: conditions in headers, and its answers to them and to failures. */
function withHandler(operation: JsonObject, route: Route): JsonObject {
  const { parameters = [], requestBody, responses, ...rest } = operation;
  const all = [...(parameters as JsonObject[]), ...conditionParameters(route)];
  const { "200": success } = responses as { "200": JsonObject };
  const isTagged = route.conditions?.etagField !== undefined;
  return {
    ...rest,
    ...(all.length === 0 ? {} : { parameters: all }),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: {
      "200": isTagged ? { ...success, headers: { ETag: etagHeader } } : success,
      ...handlerAnswers(route),
    },
  };
}

const openApiMethods = new Set(["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"]);

/** OpenAPI 3.1 knows eight methods; those of 3.2 have this name for all others. */
function putOperation(item: JsonObject, httpMethod: string, operation: JsonObject): void {
  if (openApiMethods.has(httpMethod)) item[httpMethod.toLowerCase()] = operation;
  else {
    const others = item["x-oai-additionalOperations"] as JsonObject | undefined;
    item["x-oai-additionalOperations"] = { ...others, [httpMethod]: operation };
  }
}

/** An operation's name: its RPC's, with the service's where two have it; additional bindings have a number. */
function operationIds(routes: readonly Route[]): ReadonlyMap<Route, string> {
  const counts = new Map<string, number>();
  const ids = routes.map((route) => {
    const { name, parent } = route.method;
    const isShared = routes.some(({ method }) => method.name === name && method.parent !== parent);
    const id = isShared ? `${parent.name}_${name}` : name;
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    return [route, count === 1 ? id : `${id}${count}`] as const;
  });
  return new Map(ids);
}

function tagsOf(routes: readonly Route[], { source: { comments } }: Schemas): JsonObject[] {
  const services = new Map<string, DescService>(
    routes.map(({ method: { parent } }) => [parent.name, parent]),
  );
  return Object.entries(sorted(Object.fromEntries(services))).map(([name, { typeName }]): JsonObject => {
    const description = comments.get(typeName);
    return description === undefined ? { name } : { name, description };
  });
}
