import type { DescField, DescMessage, DescMethod } from "@bufbuild/protobuf";
import type { BindingRules } from "./binding-rules.ts";
import { RuleError } from "./rule-error.ts";
import { isWellKnown } from "./well-known-types.ts";

/**
 * Throws RuleError where one field's JSON name is the name of another one, in a message that a request can have: a
 * client that writes it would set one or the other, as it takes names from the contract or from proto-JSON.
 */
export function refuseTwinNames(method: DescMethod, { jsonNames, fieldRules }: BindingRules): void {
  if (jsonNames) refuseIn(method.input, new Set());

  function refuseIn(desc: DescMessage, seen: Set<DescMessage>): void {
    if (seen.has(desc) || isWellKnown(desc)) return;
    seen.add(desc);
    const fields = desc.fields.filter((field) => !fieldRules(field).hidden);
    const names = new Map<string, DescField>(fields.map((field) => [field.name, field]));
    for (const field of fields) {
      const other = names.get(field.jsonName) ?? field;
      if (other !== field) {
        const reason = `"${other.name}" of ${desc.typeName} is the JSON name of "${field.name}" too`;
        throw new RuleError(method, reason);
      }
      if (field.message !== undefined) refuseIn(field.message, seen);
    }
  }
}
