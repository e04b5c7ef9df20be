import { METHODS } from "node:http";
import { type DescMethod, getOption, hasOption } from "@bufbuild/protobuf";
import { http } from "../../gen/google/api/annotations_pb.ts";
import type { HttpRule } from "../../gen/google/api/http_pb.ts";
import { formOf } from "../http-form.ts";
import { RuleError } from "../rule-error.ts";

/** One HTTP form of an RPC, as its rule says it: nothing of it checked but that there is a method and a path. */
export interface HttpBinding {
  readonly method: DescMethod;
  readonly httpMethod: string;
  readonly template: string;
  /** `*`, the name of a request field, or empty for no body. */
  readonly body: string;
  /** The name of a response field, or empty for the whole response. */
  readonly responseBody: string;
}

const token = /^(?:\*|[!#$%&'*+\-.^_`|~0-9A-Za-z]+)$/;

/** All bindings of the methods, additional ones included. Methods without a rule have none. */
export function bindingsOf(methods: readonly DescMethod[]): HttpBinding[] {
  return methods.flatMap((method) => {
    const rule = hasOption(method, http) ? getOption(method, http) : undefined;
    const rules = rule === undefined ? [] : [rule, ...rule.additionalBindings];
    const bindings = rules.map((one) => bindingOf(method, one, one !== rule));
    refuseIdleForm(method, bindings);
    return bindings;
  });
}

/** An option that no binding ever heeds is one that somebody relies on in vain. */
function refuseIdleForm(method: DescMethod, bindings: readonly HttpBinding[]): void {
  const form = formOf(method);
  if (form === undefined) return;
  if (bindings.length === 0) throw new RuleError(method, "http_form: there is no google.api.http rule");
  if (form.impliedMask !== "" && !bindings.some(({ httpMethod }) => httpMethod === "PATCH")) {
    throw new RuleError(method, "implied_mask: there is no PATCH binding");
  }
  if (form.ifMatch + form.ifNoneMatch !== "" && bindings.every(({ httpMethod }) => httpMethod === "GET")) {
    throw new RuleError(method, "if_match, if_none_match: there is no binding other than GET");
  }
}

/** Whether a method is one of HTTP's in another case: no client sends that. */
function isMiswritten(kind: string): boolean {
  return !METHODS.includes(kind) && METHODS.includes(kind.toUpperCase());
}

/** Reads one rule of a method, leaving its additional bindings aside. */
export function bindingOf(method: DescMethod, rule: HttpRule, additional = false): HttpBinding {
  const fail = (reason: string): never => {
    throw new RuleError(method, reason);
  };
  if (additional && rule.additionalBindings.length > 0) fail("additional_bindings can't be nested");
  if (rule.selector !== "" && rule.selector !== `${method.parent.typeName}.${method.name}`) {
    fail(`the selector ${rule.selector} names another method`);
  }
  const { pattern, body, responseBody } = rule;
  if (pattern.case === undefined) return fail("the rule has no HTTP method and path");
  if (pattern.case !== "custom") {
    return { method, httpMethod: pattern.case.toUpperCase(), template: pattern.value, body, responseBody };
  }
  const { kind, path } = pattern.value;
  if (!token.test(kind)) fail(`${JSON.stringify(kind)} is not an HTTP method`);
  if (isMiswritten(kind)) fail(`${JSON.stringify(kind)} is not an HTTP method: they are told apart by case`);
  if (kind === "CONNECT" || kind === "TRACE") fail(`${kind} is not for requests of this kind`);
  return { method, httpMethod: kind, template: path, body, responseBody };
}
