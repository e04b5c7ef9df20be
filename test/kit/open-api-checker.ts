import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { type Check, createChecks, pointerTo } from "./json-schemas.ts";

/** A request as a client sends it: path and query percent-encoded, the body as JSON. */
export interface SentRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** An answer as a client gets it. */
export interface GotAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as JSON, or as a text where it is none; undefined where it is empty. */
  readonly body: unknown;
}

interface Found {
  readonly id: string;
  readonly operation: JsonObject;
  /** The keys that lead to the operation. */
  readonly keys: readonly string[];
  readonly pathValues: Readonly<Record<string, string>>;
}

/** Holds requests and answers against an OpenAPI document. */
export class OpenApiChecker {
  readonly #document: JsonObject;
  readonly #requestChecks: (pointer: string) => Check;
  readonly #answerChecks: (pointer: string) => Check;

  constructor(document: JsonObject) {
    this.#document = document;
    this.#requestChecks = memoized(createChecks(document));
    this.#answerChecks = memoized(createChecks(document, { closed: true }));
  }

  /** The names of all operations. */
  get operationIds(): string[] {
    return this.#operations().map(({ id }) => id);
  }

  /** The name of the operation that a request is for; undefined where the document has none. */
  idOf(request: SentRequest): string | undefined {
    return this.#find(request)?.id;
  }

  /** Method and path of an operation. */
  placeOf(id: string): readonly [method: string, path: string] {
    const [, path = "", method = ""] = this.#named(id).keys;
    return [method.toUpperCase(), path];
  }

  /** Whether an operation has a body. */
  takesBody(id: string): boolean {
    return this.#named(id).operation.requestBody !== undefined;
  }

  /** The microversion that an operation came with. */
  since(id: string): string {
    return String(this.#named(id).operation["x-placement-since"]);
  }

  /** The statuses of an operation that RPCs give reasons for, with these. */
  refusals(id: string): { status: number; reasons: readonly string[] }[] {
    const { keys, operation } = this.#named(id);
    return Object.keys(operation.responses as JsonObject).map((status) => {
      const response = this.#resolve([...keys, "responses", status])?.value;
      return { status: Number(status), reasons: (response?.["x-error-reasons"] ?? []) as string[] };
    });
  }

  /** What microversions changed of an operation. */
  changes(id: string): readonly { readonly version: string; readonly newInQuery?: readonly string[] }[] {
    return (this.#named(id).operation["x-placement-changes"] ?? []) as never;
  }

  /** Whether the document describes a header of a request. */
  takesHeader(request: SentRequest, name: string): boolean {
    const { keys, operation } = this.#find(request) ?? never();
    return ((operation.parameters ?? []) as JsonObject[]).some((_, at) => {
      const parameter = this.#resolve([...keys, "parameters", String(at)])?.value;
      return parameter?.in === "header" && parameter.name === name;
    });
  }

  #named(id: string) {
    const found = this.#operations().find((one) => one.id === id);
    if (found === undefined) throw new Error(`the document has no ${id}`);
    return found;
  }

  /** What is wrong with a request by the document: path, query and body, and what of the body a header may say. */
  requestFaults(request: SentRequest): string[] {
    const found = this.#find(request);
    if (found === undefined) return [`${request.method} ${request.target} is not in the document`];
    return [...this.#parameterFaults(found, request), ...this.#bodyFaults(found, request)];
  }

  /** What is wrong with the answer to a request by the document: status, headers and body. */
  answerFaults(request: SentRequest, answer: GotAnswer): string[] {
    const found = this.#find(request);
    if (found === undefined) return [`${request.method} ${request.target} is not in the document`];
    const keys = [...found.keys, "responses", String(answer.status)];
    const response = this.#resolve(keys);
    if (response === undefined) return [`${found.id} never answers ${answer.status}`];
    const headers = Object.keys((response.value.headers ?? {}) as JsonObject);
    const isStray = answer.headers.has("etag") && !headers.includes("ETag");
    return [
      ...(isStray ? [`${found.id} never answers ${answer.status} with an ETag`] : []),
      ...headers.flatMap((name) => this.#headerFaults([...response.keys, "headers", name], name, answer)),
      ...this.#contentFaults(response.keys, answer),
    ];
  }

  #headerFaults(keys: readonly string[], name: string, { headers }: GotAnswer): string[] {
    const header = this.#resolve(keys);
    const value = headers.get(name);
    if (value === null) return header?.value.required === true ? [`there is no header ${name}`] : [];
    const check = this.#answerChecks(pointerTo(...(header?.keys ?? keys), "schema"));
    const { type } = (header?.value.schema ?? {}) as JsonObject;
    return check(type === "integer" && /^\d+$/.test(value) ? Number(value) : value).map(
      (words) => `header ${name}: ${words}`,
    );
  }

  #contentFaults(keys: readonly string[], { body, headers }: GotAnswer): string[] {
    const { content } = this.#resolve(keys)?.value ?? {};
    if (content === undefined) return body === undefined ? [] : ["there is a body"];
    const type = headers.get("content-type")?.split(";", 1)[0] ?? "none";
    if (!Object.hasOwn(content as JsonObject, type)) return [`the type of the body is ${type}`];
    return [...this.#answerChecks(pointerTo(...keys, "content", type, "schema"))(body)];
  }

  #parameterFaults({ keys, operation, pathValues }: Found, { target }: SentRequest): string[] {
    const query = new URL(target, "http://any").searchParams;
    const known = new Set<string>();
    const faults = ((operation.parameters ?? []) as JsonObject[]).flatMap((_, at) => {
      const { value: parameter, keys: own } = this.#resolve([...keys, "parameters", String(at)]) ?? never();
      if (parameter.in === "header") return [];
      const schema = this.#resolve([...own, "schema"])?.value ?? {};
      const name = String(parameter.name);
      const value = parameter.in === "path" ? pathValues[name] : queryValue(query, { name, schema, known });
      if (value === undefined) return parameter.required === true ? [`there is no ${name}`] : [];
      return this.#requestChecks(pointerTo(...own, "schema"))(value).map((words) => `${name}: ${words}`);
    });
    const strangers = [...new Set(query.keys())].filter((name) => !known.has(name));
    return [...faults, ...strangers.map((name) => `there is no parameter ${name}`)];
  }

  #bodyFaults({ keys, operation }: Found, { body, headers = {} }: SentRequest): string[] {
    const { requestBody } = operation as { requestBody?: JsonObject };
    if (body === undefined) return requestBody?.required === true ? ["there is no body"] : [];
    if (requestBody === undefined) return ["there is a body"];
    const schemaKeys = [...keys, "requestBody", "content", "application/json", "schema"];
    const { "x-required-without": demands = {} } = this.#resolve(schemaKeys)?.value ?? {};
    const demanded = Object.entries(demands as Record<string, string[]>)
      .filter(([header]) => headers[header.toLowerCase()] === undefined)
      .flatMap(([, names]) => names);
    const missing = demanded.filter((name) => isObject(body) && !Object.hasOwn(body, name));
    return [
      ...this.#requestChecks(pointerTo(...schemaKeys))(body),
      ...missing.map((name) => `there is no ${name}`),
    ];
  }

  #find({ method, target }: SentRequest): Found | undefined {
    const [path = ""] = target.split("?");
    const candidates = this.#operations().filter(({ keys }) => keys[2] === method.toLowerCase());
    for (const { id, operation, keys, pattern } of candidates) {
      const match = pattern.exec(path);
      if (match === null) continue;
      const names = [...String(keys[1]).matchAll(/\{([^}]*)\}/g)].map(([, name = ""]) => name);
      const values = names.map((name, at) => [name, decodeURIComponent(match[at + 1] ?? "")] as const);
      return { id, operation, keys, pathValues: Object.fromEntries(values) };
    }
    return undefined;
  }

  #operations() {
    const paths = Object.entries(this.#document.paths as Record<string, Record<string, JsonObject>>);
    return paths.flatMap(([path, item]) => {
      const literal = path.replaceAll(/[.:]/g, "\\$&");
      const pattern = new RegExp(`^${literal.replaceAll(/\{[^}]*\}/g, "([^/]+)")}$`);
      return Object.entries(item).map(([method, operation]) => ({
        id: String(operation.operationId),
        operation,
        keys: ["paths", path, method],
        pattern,
      }));
    });
  }

  /** What keys lead to, through references. */
  #resolve(keys: readonly string[]): { value: JsonObject; keys: readonly string[] } | undefined {
    let value: JsonValue | undefined = this.#document;
    for (const key of keys) value = (value as JsonObject | undefined)?.[key];
    if (value === undefined) return undefined;
    const { $ref } = value as JsonObject;
    const whole = $ref !== undefined && Object.keys(value as JsonObject).length === 1;
    return whole ? this.#resolve(String($ref).split("/").slice(1)) : { value: value as JsonObject, keys };
  }
}

interface QueryParameter {
  readonly name: string;
  readonly schema: JsonObject;
  /** Takes note of the names of the query that belong to the parameter. */
  readonly known: Set<string>;
}

/** The value of a query's parameter, made of its text as its schema says. */
function queryValue(query: URLSearchParams, { name, schema, known }: QueryParameter): unknown {
  if (schema.type === "object") {
    const patterns = Object.entries((schema.patternProperties ?? {}) as Record<string, JsonObject>);
    const members = [...new Set(query.keys())].flatMap((key) => {
      const [, member] = patterns.find(([pattern]) => new RegExp(pattern).test(key)) ?? [];
      return member === undefined
        ? []
        : [[key, queryValue(query, { name: key, schema: member, known })] as const];
    });
    return members.length === 0 ? undefined : Object.fromEntries(members);
  }
  if (!query.has(name)) return undefined;
  known.add(name);
  if (schema.type === "array") return query.getAll(name);
  const text = query.getAll(name).at(-1) ?? "";
  if (schema.type === "boolean") return /^(true|false)$/i.test(text) ? /true/i.test(text) : text;
  return schema.type === "integer" && /^-?\d+$/.test(text) ? Number(text) : text;
}

function memoized(checks: (pointer: string) => Check): (pointer: string) => Check {
  const known = new Map<string, Check>();
  return (pointer) => {
    const check = known.get(pointer) ?? checks(pointer);
    known.set(pointer, check);
    return check;
  };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function never(): never {
  throw new Error("a parameter is there");
}
