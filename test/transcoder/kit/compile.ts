import { create, type DescMethod, type MessageInitShape } from "@bufbuild/protobuf";
import {
  CustomHttpPatternSchema,
  type HttpRule,
  HttpRuleSchema,
} from "../../../src/gen/google/api/http_pb.ts";
import { compileRoute, type Route, type RouterOptions } from "../../../src/transcoder/index.ts";

type RuleInit = MessageInitShape<typeof HttpRuleSchema>;

/** A rule in a few words: `GET /v1/shelves/{shelf}`, and what else it has. */
export function rule(text: string, more: RuleInit = {}): HttpRule {
  const [httpMethod = "", path = ""] = text.split(" ");
  return create(HttpRuleSchema, { ...more, pattern: patternOf(httpMethod, path) });
}

function patternOf(httpMethod: string, path: string): HttpRule["pattern"] {
  switch (httpMethod) {
    case "GET":
      return { case: "get", value: path };
    case "PUT":
      return { case: "put", value: path };
    case "POST":
      return { case: "post", value: path };
    case "DELETE":
      return { case: "delete", value: path };
    case "PATCH":
      return { case: "patch", value: path };
    default:
      return { case: "custom", value: create(CustomHttpPatternSchema, { kind: httpMethod, path }) };
  }
}

/** A route for a rule in a few words. */
export function compile(method: DescMethod, text: string, more?: RuleInit, options?: RouterOptions): Route {
  return compileRoute(method, rule(text, more), options);
}
