import { create, type DescField, type DescMethod, type JsonValue, type Message } from "@bufbuild/protobuf";
import { type FieldPath, resolveFieldPath } from "./binding/field-path.ts";
import { type PathBinder, pathBinder } from "./binding/path-binder.ts";
import { type QueryBinder, type QueryPairs, queryBinder } from "./binding/query-binder.ts";
import { Findings } from "./findings.ts";
import type { Violation } from "./invoke.ts";
import { fieldReader } from "./reading/field-reader.ts";
import type { MessageReaders } from "./reading/message-readers.ts";
import type { HttpBinding } from "./routing/http-bindings.ts";
import { RuleError } from "./rule-error.ts";
import { parseTemplate } from "./template/parse-template.ts";
import { type PathTemplate, TemplateError } from "./template/path-template.ts";
import { type JsonWriters, responseWriter } from "./writing/json-writers.ts";

/** What a request says, apart from its method and path's literals. */
export interface BindingInput {
  /** The values of the route's variables, decoded, as the router gives them. */
  readonly params: readonly string[];
  readonly query: QueryPairs;
  /** The parsed body; absent where there is none. */
  readonly body?: JsonValue | undefined;
}

/** One HTTP form of an RPC, compiled: binds requests and writes responses. */
export interface Route {
  readonly method: DescMethod;
  readonly httpMethod: string;
  /** The path template, as the rule has it. */
  readonly template: string;
  /** Whether the rule maps the body of requests. */
  readonly hasBody: boolean;
  /** What the body of requests is: `*` for the message, or the name of a field of it; empty for no body. */
  readonly body: string;
  /** The field that the body of responses is; undefined for the whole message. */
  readonly responseField: DescField | undefined;
  /** The field paths of the template's variables, in the order of `params`. */
  readonly variables: readonly string[];
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
}

/** Compiled readers and writers, shared by the routes of a router. */
export interface Codecs {
  readonly readers: MessageReaders;
  readonly writers: JsonWriters;
}

/** Compiles one binding. Throws RuleError where it can't be served as it says. */
export function compileBinding(binding: HttpBinding, codecs: Codecs): Route {
  const { method, httpMethod } = binding;
  if (method.methodKind !== "unary") throw new RuleError(method, "streams are not served over HTTP yet");
  const template = templateOf(binding);
  const paths = template.variables.map(({ fieldPath }) => variablePath(method, fieldPath));
  refuseClashes(method, paths);
  const pathBinders = paths.map((path) => compileVariable(method, path, codecs.readers));
  const bindBody = bodyBinder(binding, paths, codecs.readers);
  const taken = new Set([...paths.map((path) => path.text), binding.body]);
  const bindQuery = binding.body === "*" ? refuseQuery : queryBinder(method.input, taken, codecs.readers);
  const answered = responseField(binding);
  const writer = responseWriter(method.output, answered, codecs.writers);
  const { rules } = codecs.readers;
  return {
    method,
    httpMethod,
    template: binding.template,
    hasBody: binding.body !== "",
    body: binding.body,
    responseField: answered,
    variables: paths.map((path) => path.text),
    bind(input) {
      const findings = new Findings(rules);
      const message = bindBody(input.body, findings);
      bindVariables(pathBinders, message, input.params, findings);
      if (input.query.length > 0) bindQuery(message, input.query, findings);
      return { message, violations: findings.violations };
    },
    toJson: (response) => writer.json(response),
    toJsonText: (response) => writer.text(response),
  };
}

function templateOf({ method, template }: HttpBinding): PathTemplate {
  try {
    return parseTemplate(template);
  } catch (error) {
    if (error instanceof TemplateError) throw new RuleError(method, error.message);
    throw error;
  }
}

function variablePath(method: DescMethod, fieldPath: string): FieldPath {
  const path = resolveFieldPath(method.input, fieldPath);
  if (typeof path === "string") throw new RuleError(method, `path variable {${fieldPath}}: ${path}`);
  return path;
}

/** Two variables must not set the same field, nor two members of a oneof. */
function refuseClashes(method: DescMethod, paths: readonly FieldPath[]): void {
  const texts = new Set<string>();
  const members = new Map<string, string>();
  for (const { text, parents, leaf } of paths) {
    if (texts.has(text)) throw new RuleError(method, `path variable {${text}} is bound twice`);
    texts.add(text);
    const names = text.split(".");
    for (const [at, { name, oneof }] of [...parents, leaf].entries()) {
      if (oneof === undefined) continue;
      const group = [...names.slice(0, at), oneof.name].join(".");
      if ((members.get(group) ?? name) !== name) {
        throw new RuleError(method, `path variable {${text}}: another one sets the oneof ${group}`);
      }
      members.set(group, name);
    }
  }
}

function compileVariable(method: DescMethod, path: FieldPath, readers: MessageReaders): PathBinder {
  if ([...path.parents, path.leaf].some((field) => readers.rules.fieldRules(field).hidden)) {
    throw new RuleError(method, `path variable {${path.text}}: the field is hidden`);
  }
  const binder = pathBinder(path, readers);
  if (binder !== undefined) return binder;
  const kind = path.leaf.fieldKind === "list" ? "repeated field" : path.leaf.fieldKind;
  throw new RuleError(method, `path variable {${path.text}}: a ${kind} can't be bound by a path`);
}

type BodyBinder = (body: JsonValue | undefined, findings: Findings) => Message;

function bodyBinder(binding: HttpBinding, paths: readonly FieldPath[], readers: MessageReaders): BodyBinder {
  const { method, httpMethod, body } = binding;
  if (body === "") return () => create(method.input);
  if (bodiless.has(httpMethod)) {
    const which = httpMethod === "*" ? "any method" : httpMethod;
    throw new RuleError(method, `requests of ${which} have no body to map`);
  }
  const bound = new Set(paths.filter((path) => path.parents.length === 0).map((path) => path.leaf));
  if (body === "*") {
    const read = readers.bodyReader(method.input, bound);
    return (json, findings) => read(json === undefined ? {} : json, findings);
  }
  const field = topLevelField(method, method.input.fields, body, "body");
  if (bound.has(field)) throw new RuleError(method, `body: ${body} is bound by the path already`);
  if (readers.rules.fieldRules(field).hidden) throw new RuleError(method, `body: ${body} is hidden`);
  return fieldBodyBinder(method, field, readers);
}

function fieldBodyBinder(method: DescMethod, field: DescField, readers: MessageReaders): BodyBinder {
  const read = fieldReader(field, readers);
  return (json, findings) => {
    const message = create(method.input);
    if (json === undefined) return message;
    findings.enter(field.name);
    read(message as unknown as Record<string, unknown>, json, findings);
    findings.leave();
    return message;
  };
}

// Intermediaries drop the bodies of these, which would silently change what is asked for.
const bodiless = new Set(["GET", "HEAD", "DELETE", "OPTIONS", "*"]);

function responseField({ method, responseBody }: HttpBinding): DescField | undefined {
  if (responseBody !== "") return topLevelField(method, method.output.fields, responseBody, "response_body");
  refuseHttpBody(method, method.output.typeName, "the response");
  return undefined;
}

function topLevelField(
  method: DescMethod,
  fields: readonly DescField[],
  name: string,
  role: string,
): DescField {
  const field = fields.find((one) => one.name === name);
  if (field === undefined)
    throw new RuleError(method, `${role}: there is no top-level field ${JSON.stringify(name)}`);
  refuseHttpBody(method, field.message?.typeName, role);
  return field;
}

function refuseHttpBody(method: DescMethod, typeName: string | undefined, role: string): void {
  if (typeName !== "google.api.HttpBody") return;
  throw new RuleError(method, `${role}: google.api.HttpBody is not served yet`);
}

function bindVariables(
  binders: readonly PathBinder[],
  message: Message,
  params: readonly string[],
  findings: Findings,
): void {
  for (const [at, bind] of binders.entries()) {
    const text = params[at];
    if (text !== undefined) bind(message, text, findings);
  }
}

const refuseQuery: QueryBinder = (_message, query, findings) => {
  for (const [name] of query) {
    findings.refuse("unknown_field", `has no parameter ${JSON.stringify(name)}`, name);
  }
};
