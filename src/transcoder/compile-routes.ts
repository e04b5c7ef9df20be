import type { DescMethod, DescService } from "@bufbuild/protobuf";
import type { HttpRule } from "../gen/google/api/http_pb.ts";
import { bindingRules, type RouterOptions } from "./binding-rules.ts";
import { type Codecs, compileBinding } from "./compile-binding.ts";
import { MessageReaders } from "./reading/message-readers.ts";
import type { Route } from "./route.ts";
import { bindingOf, bindingsOf } from "./routing/http-bindings.ts";
import { type Router, routerOf } from "./routing/router.ts";
import { JsonWriters } from "./writing/json-writers.ts";

/**
 * A router for all `google.api.http` rules of the services. Throws RuleError, naming file, method and reason, where
 * a rule can't be served or two can't be told apart.
 */
export function createRouter(services: readonly DescService[], options?: RouterOptions): Router {
  return createMethodRouter(
    services.flatMap((service) => service.methods),
    options,
  );
}

/** The same for methods, of whatever services. */
export function createMethodRouter(methods: readonly DescMethod[], options?: RouterOptions): Router {
  const codecs = codecsOf(options);
  return routerOf(bindingsOf(methods).map((binding) => compileBinding(binding, codecs)));
}

/** Compiles one rule for a method, outside of a router. Its additional bindings are left aside. */
export function compileRoute(method: DescMethod, rule: HttpRule, options?: RouterOptions): Route {
  return compileBinding(bindingOf(method, rule), codecsOf(options));
}

function codecsOf(options: RouterOptions | undefined): Codecs {
  const rules = bindingRules(options);
  return { readers: new MessageReaders(rules), writers: new JsonWriters(rules) };
}
