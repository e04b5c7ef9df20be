import type { DescMessage } from "@bufbuild/protobuf";
import { type DescField, getOption, hasOption, type Message } from "@bufbuild/protobuf";
import { type Path, pathToString } from "@bufbuild/protobuf/reflect";
import { createValidator, type Violation } from "@bufbuild/protovalidate";
import type { FieldViolation } from "../domain/errors.ts";
import { field as fieldRulesOption } from "../gen/buf/validate/validate_pb.ts";
import { fieldValue } from "./field-value.ts";
import { sizeViolation } from "./size-violation.ts";

const validator = createValidator();

/**
 * The first rules of the contract that a request breaks, in the order of the message's fields. Combined bounds
 * (`int32.gte_lte`) are told apart, so that the rule, the limit and the value of a violation explain it alone.
 * Of a request with too many items somewhere, nothing else is looked at.
 */
export function shapeViolations(schema: DescMessage, message: Message): readonly FieldViolation[] {
  const tooLarge = sizeViolation(schema, message);
  if (tooLarge !== undefined) {
    return [tooLarge];
  }
  const result = validator.validate(schema, message);
  if (result.kind === "valid") {
    return [];
  }
  if (result.kind === "error") {
    throw result.error;
  }
  return result.violations.slice(0, VIOLATIONS_MAX).map((violation) => fieldViolation(violation, message));
}

/** How many violations are told: a message may have tens of thousands. */
const VIOLATIONS_MAX = 100;

function fieldViolation(violation: Violation, message: Message): FieldViolation {
  const key = violation.forKey ? keyOf(violation.field) : undefined;
  const value = key ?? valueAt(message, violation.field);
  const { rule, limit } = brokenRule(violation, value);
  return {
    field: pathToString(violation.field),
    rule: violation.forKey ? `map.keys.${rule}` : rule,
    message: `${violation.message}${notThis(value)}`,
    value,
    limit,
  };
}

/** How long a value may be to be repeated in a message, in characters. */
const VALUE_LENGTH_MAX = 100;

/** The value that was sent, as the end of a sentence about what it must be; nothing for absent and compound ones. */
function notThis(value: unknown): string {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
    return "";
  }
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return `, not ${text.length > VALUE_LENGTH_MAX ? `${text.slice(0, VALUE_LENGTH_MAX)}…` : text}`;
}

/** Which rule was broken and what it compares with: of a range, the end that the value is beyond. */
function brokenRule(violation: Violation, value: unknown): { rule: string; limit: unknown } {
  const limit = limitOf(violation.field, violation.rule);
  const [type, bounds] = violation.ruleId.split(".");
  const [lower, upper] = (bounds ?? "").split("_");
  if (!lower?.startsWith("gt") || !upper?.startsWith("lt")) {
    return { rule: violation.ruleId, limit };
  }
  if (typeof value === "number" && typeof limit === "number" && value >= limit) {
    return { rule: `${type}.${upper}`, limit: limitOf(violation.field, withLast(violation.rule, upper)) };
  }
  return { rule: `${type}.${lower}`, limit };
}

function withLast(rule: Path, name: string): Path {
  const holder = rule.at(-1);
  const twin = holder?.kind === "field" ? holder.parent.fields.find((one) => one.name === name) : undefined;
  return twin === undefined ? rule : [...rule.slice(0, -1), twin];
}

/** What a rule's option says, read from the field that carries the rules. */
function limitOf(path: Path, rule: Path): unknown {
  const holder = path.findLast((part): part is DescField => part.kind === "field");
  if (holder === undefined || !hasOption(holder, fieldRulesOption)) {
    return undefined;
  }
  return valueAt(getOption(holder, fieldRulesOption), rule);
}

function keyOf(path: Path): unknown {
  const last = path.at(-1);
  return last?.kind === "map_sub" ? last.key : undefined;
}

/** What stands at a path of a message; undefined where the path leads nowhere. */
function valueAt(message: Message, path: Path): unknown {
  let value: unknown = message;
  for (const part of path) {
    if (typeof value !== "object" || value === null) {
      return undefined;
    }
    value =
      part.kind === "field"
        ? fieldValue(value as Message, part)
        : part.kind === "map_sub"
          ? (value as Record<string, unknown>)[String(part.key)]
          : part.kind === "list_sub"
            ? (value as unknown[])[part.index]
            : undefined;
  }
  return value;
}
