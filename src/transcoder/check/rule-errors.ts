import type { DescService } from "@bufbuild/protobuf";
import { bindingRules, type RouterOptions } from "../binding-rules.ts";
import { type Codecs, compileBinding } from "../compile-binding.ts";
import { MessageReaders } from "../reading/message-readers.ts";
import { hasRequestStream } from "../refuse-stream.ts";
import type { Route } from "../route.ts";
import { bindingsOf } from "../routing/http-bindings.ts";
import { routerOf } from "../routing/router.ts";
import { RuleError } from "../rule-error.ts";
import { JsonWriters } from "../writing/json-writers.ts";

/**
 * What `createRouter` would refuse of the services, one error for each method at least: who writes rules wants to
 * know all that is wrong with them. Streams of requests are not refused here: `transcodeRoutes` leaves them to the RPC
 * protocols.
 */
export function ruleErrors(services: readonly DescService[], options?: RouterOptions): RuleError[] {
  const rules = bindingRules(options);
  const codecs: Codecs = { readers: new MessageReaders(rules), writers: new JsonWriters(rules) };
  const errors: RuleError[] = [];
  let routes: Route[] = [];
  for (const method of services.flatMap((service) => service.methods)) {
    if (hasRequestStream(method)) continue;
    const error = caught(() => {
      const own = bindingsOf([method]).map((binding) => compileBinding(binding, codecs));
      const together = [...routes, ...own];
      routerOf(together);
      routes = together;
    });
    if (error !== undefined) errors.push(error);
  }
  return errors;
}

function caught(act: () => void): RuleError | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof RuleError) return error;
    throw error;
  }
}
