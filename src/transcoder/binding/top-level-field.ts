import type { DescField, DescMethod } from "@bufbuild/protobuf";
import { RuleError } from "../rule-error.ts";

/** The field of a request or response that `role` of a rule names. Throws RuleError where there is none. */
export function topLevelField(
  method: DescMethod,
  fields: readonly DescField[],
  name: string,
  role: string,
): DescField {
  const field = fields.find((one) => one.name === name);
  if (field !== undefined) return field;
  throw new RuleError(method, `${role}: there is no top-level field ${JSON.stringify(name)}`);
}
