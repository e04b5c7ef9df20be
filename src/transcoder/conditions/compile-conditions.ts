import { formOf } from "../http-form.ts";
import type { MessageReaders } from "../reading/message-readers.ts";
import type { HttpBinding } from "../routing/http-bindings.ts";
import { compareTags } from "./compare-tags.ts";
import type { Conditions } from "./conditions.ts";
import { etagGetter } from "./etag-getter.ts";
import { noneMatchBinder, tagBinder } from "./tag-binder.ts";

/**
 * What a method says about entity tags, for one binding; undefined where it says nothing. Throws RuleError where
 * it names fields that can't have them.
 */
export function compileConditions(binding: HttpBinding, readers: MessageReaders): Conditions | undefined {
  const { method, httpMethod } = binding;
  const { etag = "", ifMatch = "", ifNoneMatch = "" } = formOf(method) ?? {};
  if (etag === "" && ifMatch === "" && ifNoneMatch === "") return undefined;
  const isSafe = httpMethod === "GET" || httpMethod === "HEAD";
  const etagOf = etag === "" ? () => undefined : etagGetter(method, etag);
  const mayCreate = ifNoneMatch !== "";
  const bindMatch = ifMatch === "" ? undefined : tagBinder(method, ifMatch, { readers, mayCreate });
  const bindNoneMatch = ifNoneMatch === "" ? undefined : noneMatchBinder(method, ifNoneMatch, readers);
  return {
    etagField: etag || undefined,
    matchField: ifMatch || undefined,
    noneMatchField: ifNoneMatch || undefined,
    etagOf,
    bind(message, headers, findings) {
      if (isSafe) return "holds";
      const { "if-match": match, "if-none-match": noneMatch } = headers;
      const matched = match === undefined ? "holds" : (bindMatch?.(message, match, findings) ?? "holds");
      if (typeof matched === "object" && !("bound" in matched)) return matched;
      const none =
        noneMatch === undefined ? "holds" : (bindNoneMatch?.(message, noneMatch, findings) ?? "holds");
      return none === "holds" ? matched : none;
    },
    compare: (tag, headers) => (isSafe && etag !== "" ? compareTags(tag, headers) : "holds"),
  };
}
