import type { HttpBinding } from "../routing/http-bindings.ts";
import { RuleError } from "../rule-error.ts";
import type { FieldPath } from "./field-path.ts";

/** Throws RuleError where two variables set the same field, or two members of a oneof, or the body sets another one. */
export function refuseClashes({ method, body }: HttpBinding, paths: readonly FieldPath[]): void {
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
  const oneof = method.input.fields.find(({ name }) => name === body)?.oneof?.name;
  if (oneof !== undefined && (members.get(oneof) ?? body) !== body) {
    throw new RuleError(method, `body: the path sets the oneof ${oneof} already`);
  }
}
