import { bodyBinder } from "./binding/body-binder.ts";
import { impliedMask } from "./binding/implied-mask.ts";
import { bindVariables, compileVariables, variablePaths } from "./binding/path-variables.ts";
import { type QueryBinder, queryBinder } from "./binding/query-binder.ts";
import { isHttpBody, rawBodyWriter } from "./binding/raw-body.ts";
import { requiredCheck } from "./binding/required-fields.ts";
import { topLevelField } from "./binding/top-level-field.ts";
import { compileConditions } from "./conditions/compile-conditions.ts";
import { Findings } from "./findings.ts";
import type { MessageReaders } from "./reading/message-readers.ts";
import { refuseStream } from "./refuse-stream.ts";
import { refuseTwinNames } from "./refuse-twin-names.ts";
import type { Route } from "./route.ts";
import type { HttpBinding } from "./routing/http-bindings.ts";
import { RuleError } from "./rule-error.ts";
import { type JsonWriters, responseWriter } from "./writing/json-writers.ts";

/** Compiled readers and writers, shared by the routes of a router. */
export interface Codecs {
  readonly readers: MessageReaders;
  readonly writers: JsonWriters;
}

/** Compiles one binding. Throws RuleError where it can't be served as it says. */
export function compileBinding(binding: HttpBinding, { readers, writers }: Codecs): Route {
  const { method, httpMethod, body } = binding;
  refuseStream(binding);
  refuseTwinNames(method, readers.rules);
  const paths = variablePaths(binding);
  const variables = compileVariables(method, paths, readers);
  const bodies = bodyBinder(binding, paths, readers);
  const taken = new Set([...paths.map((path) => path.text), body]);
  const query = body === "*" ? refuseQuery : queryBinder(method.input, taken, readers);
  const fillMask = impliedMask(binding, paths);
  const checkRequired = requiredCheck(method.input);
  return {
    method,
    httpMethod,
    stream: method.methodKind === "server_streaming",
    template: binding.template,
    hasBody: body !== "",
    body,
    takesRawBody: bodies.isRaw,
    variables: paths.map((path) => path.text),
    conditions: compileConditions(binding, readers),
    bind(input) {
      const findings = new Findings(readers.rules);
      const message = bodies.bind(input, findings);
      bindVariables(variables, message, input.params, findings);
      if (input.query.length > 0) query(message, input.query, findings);
      if (findings.violations.length === 0) {
        fillMask?.(message, input.body);
        checkRequired?.(message, findings);
      }
      return { message, violations: findings.violations };
    },
    ...compileResponse(binding, writers),
  };
}

function compileResponse(
  { method, responseBody }: HttpBinding,
  writers: JsonWriters,
): Pick<Route, "responseField" | "toJson" | "toJsonText" | "toRawBody"> {
  const { output } = method;
  const field =
    responseBody === "" ? undefined : topLevelField(method, output.fields, responseBody, "response_body");
  if (field !== undefined && writers.rules.fieldRules(field).hidden) {
    throw new RuleError(method, `response_body: ${responseBody} is hidden`);
  }
  const writer = responseWriter(output, field, writers);
  const isRaw = field === undefined ? isHttpBody(output) : isHttpBody(field);
  return {
    responseField: field,
    toJson: (response) => writer.json(response),
    toJsonText: (response) => writer.text(response),
    toRawBody: isRaw ? rawBodyWriter(field) : undefined,
  };
}

const refuseQuery: QueryBinder = (_message, query, findings) => {
  for (const [name] of query) {
    findings.refuse("unknown_field", `has no parameter ${JSON.stringify(name)}`, name);
  }
};
