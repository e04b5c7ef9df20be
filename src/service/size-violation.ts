import { type DescField, type DescMessage, getOption, type Message } from "@bufbuild/protobuf";
import type { FieldViolation } from "../domain/errors.ts";
import { field as fieldRulesOption } from "../gen/buf/validate/validate_pb.ts";
import { fieldValue } from "./field-value.ts";

/**
 * The first list or map of a request that has more items than the contract allows it, wherever in the request it is.
 *
 * To be asked before all else: the validator looks at each item, and at each pair where items must be unique, before
 * it says that there are too many. A request of a few megabytes has a million of them, and would keep the server
 * from everybody else for minutes.
 */
export function sizeViolation(schema: DescMessage, message: Message): FieldViolation | undefined {
  return violationAt(message, checksOf(schema), "");
}

/** A field that holds many, and how many it may; or one that has such fields further down. */
interface SizeCheck {
  readonly field: DescField;
  readonly itemsMax: number;
  readonly inner: readonly SizeCheck[];
}

const compiled = new Map<DescMessage, SizeCheck[]>();

function checksOf(schema: DescMessage): readonly SizeCheck[] {
  const known = compiled.get(schema);
  if (known !== undefined) {
    return known;
  }
  const checks: SizeCheck[] = [];
  // Registered before it is complete: a message may have fields of its own type.
  compiled.set(schema, checks);
  for (const field of schema.fields) {
    const inner = field.message === undefined ? [] : checksOf(field.message);
    const itemsMax = itemsMaxOf(field);
    if (inner.length > 0 || itemsMax !== Number.POSITIVE_INFINITY) {
      checks.push({ field, itemsMax, inner });
    }
  }
  return checks;
}

function itemsMaxOf(field: DescField): number {
  const { type } = getOption(field, fieldRulesOption);
  const max = type.case === "repeated" ? type.value.maxItems : type.case === "map" ? type.value.maxPairs : 0n;
  return max === 0n ? Number.POSITIVE_INFINITY : Number(max);
}

function violationAt(
  message: Message,
  checks: readonly SizeCheck[],
  path: string,
): FieldViolation | undefined {
  for (const check of checks) {
    const value = fieldValue(message, check.field);
    const violation =
      value === undefined ? undefined : violationOf(check, value as object, `${path}${check.field.name}`);
    if (violation !== undefined) {
      return violation;
    }
  }
  return undefined;
}

function violationOf(
  { field, itemsMax, inner }: SizeCheck,
  value: object,
  path: string,
): FieldViolation | undefined {
  if (field.fieldKind === "message") {
    return violationAt(value as Message, inner, `${path}.`);
  }
  const size = Array.isArray(value) ? value.length : Object.keys(value).length;
  if (size > itemsMax) {
    const rule = Array.isArray(value) ? "repeated.max_items" : "map.max_pairs";
    return {
      field: path,
      rule,
      message: `must have at most ${itemsMax} items, not ${size}`,
      limit: itemsMax,
    };
  }
  return inner.length === 0 ? undefined : violationWithin(value, inner, path);
}

function violationWithin(
  items: object,
  inner: readonly SizeCheck[],
  path: string,
): FieldViolation | undefined {
  for (const [key, item] of Object.entries(items)) {
    const shown = Array.isArray(items) ? key : JSON.stringify(key);
    const violation = violationAt(item, inner, `${path}[${shown}].`);
    if (violation !== undefined) {
      return violation;
    }
  }
  return undefined;
}
