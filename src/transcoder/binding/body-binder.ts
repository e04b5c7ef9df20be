import { create, type DescField, type DescMethod, type Message } from "@bufbuild/protobuf";
import type { Findings } from "../findings.ts";
import { fieldReader } from "../reading/field-reader.ts";
import type { MessageReaders } from "../reading/message-readers.ts";
import type { BindingInput } from "../route.ts";
import type { HttpBinding } from "../routing/http-bindings.ts";
import { RuleError } from "../rule-error.ts";
import { isWellKnown } from "../well-known-types.ts";
import type { FieldPath } from "./field-path.ts";
import { isHttpBody, rawBodyBinder } from "./raw-body.ts";
import { topLevelField } from "./top-level-field.ts";

/** Makes a request message, and puts into it what the body says. */
export interface BodyBinder {
  readonly isRaw: boolean;
  bind(input: BindingInput, findings: Findings): Message;
}

/** The binder for a rule's body. Throws RuleError where the rule can't have it. */
export function bodyBinder(
  binding: HttpBinding,
  paths: readonly FieldPath[],
  readers: MessageReaders,
): BodyBinder {
  const { method, httpMethod, body } = binding;
  if (body === "") return { isRaw: false, bind: () => create(method.input) };
  refuseBodiless(method, httpMethod);
  const bound = new Set(paths.filter((path) => path.parents.length === 0).map((path) => path.leaf));
  if (body === "*") return wholeBinder(method, bound, readers);
  const field = topLevelField(method, method.input.fields, body, "body");
  if (bound.has(field)) throw new RuleError(method, `body: ${body} is bound by the path already`);
  if (readers.rules.fieldRules(field).hidden) throw new RuleError(method, `body: ${body} is hidden`);
  return fieldBinder(method, field, paths, readers);
}

function refuseBodiless(method: DescMethod, httpMethod: string): void {
  if (!bodiless.has(httpMethod)) return;
  const which = httpMethod === "*" ? "any method" : httpMethod;
  throw new RuleError(method, `requests of ${which} have no body to map`);
}

// Intermediaries drop the bodies of these, which would silently change what is asked for.
const bodiless = new Set(["GET", "HEAD", "DELETE", "OPTIONS", "*"]);

function wholeBinder(method: DescMethod, bound: ReadonlySet<DescField>, readers: MessageReaders): BodyBinder {
  const { input } = method;
  if (bound.size > 0 && (isHttpBody(input) || isWellKnown(input))) {
    throw new RuleError(method, `body: the path binds a part of ${input.typeName}`);
  }
  if (isHttpBody(input)) return rawBodyBinder(input, undefined);
  const read = readers.bodyReader(input, bound);
  return { isRaw: false, bind: ({ body }, findings) => read(body, findings) };
}

function fieldBinder(
  method: DescMethod,
  field: DescField,
  paths: readonly FieldPath[],
  readers: MessageReaders,
): BodyBinder {
  if (isHttpBody(field)) {
    if (paths.some(({ parents }) => parents[0] === field)) {
      throw new RuleError(method, "body: the path binds a part of google.api.HttpBody");
    }
    return rawBodyBinder(method.input, field);
  }
  const read = fieldReader(field, readers);
  return {
    isRaw: false,
    bind({ body }, findings) {
      const message = create(method.input);
      if (body === undefined) return message;
      findings.enter(field.name);
      read(message as unknown as Record<string, unknown>, body, findings);
      findings.leave();
      return message;
    },
  };
}
