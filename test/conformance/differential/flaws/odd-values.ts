import { type Json, raw } from "../json.ts";
import type { Random } from "../random.ts";

const wrongKinds: readonly Json[] = [
  null,
  true,
  false,
  [],
  {},
  "",
  "x",
  1,
  0,
  -1,
  1.5,
  [1],
  { a: 1 },
  "é\n\"'<b>\\",
];

/** What may stand where a value should: another kind, or the right kind beyond its bounds. */
export function valuesInsteadOf(value: Json, random: Random): readonly Json[] {
  if (random.chance(0.4)) return wrongKinds;
  if (typeof value === "number") return numbersInsteadOf(value);
  if (typeof value === "string") return textsInsteadOf(value);
  return wrongKinds;
}

function numbersInsteadOf(value: number): readonly Json[] {
  return [
    String(value),
    -value,
    value + 0.5,
    raw(`${value}.0`),
    raw(`${value}e0`),
    raw("1e1"),
    raw("1e400"),
    raw("-1e400"),
    raw("NaN"),
    raw("Infinity"),
    raw("-0"),
    raw("-0.0"),
    raw("1e-7"),
    raw("3.5e38"),
    raw("3.40282e+38"),
    2147483647,
    2147483648,
    -2147483648,
    raw("9223372036854775807"),
    raw("9223372036854775808"),
    raw("123456789012345678901234567890"),
    raw("4.000000000000000001"),
    0,
  ];
}

function textsInsteadOf(value: string): readonly Json[] {
  return [
    value.toUpperCase(),
    value.toLowerCase(),
    value.replaceAll("-", ""),
    `${value} `,
    ` ${value}`,
    `${value}\n`,
    `{${value}}`,
    `urn:uuid:${value}`,
    value.slice(1),
    `${value}${value}`,
    "x".repeat(200),
    "x".repeat(201),
    "x".repeat(255),
    "x".repeat(256),
    "A".repeat(256),
    `CUSTOM_${"A".repeat(249)}`,
    "€".repeat(200),
    "😀".repeat(200),
    "😀".repeat(201),
    "CUSTOM_é",
    "not a uuid",
    "00000000-0000-0000-0000-000000000000",
    "<script>alert(1)</script>",
    "a<b and c>d & \"e\" 'f'",
    "%s %(x)s {0}",
  ];
}

/** What a key may be called that should have another name. */
export function namesInsteadOf(key: string): string[] {
  return [
    `${key}x`,
    key.toUpperCase(),
    key.toLowerCase(),
    ` ${key}`,
    `${key}\n`,
    key.replaceAll("-", ""),
    "",
    "x",
    "é",
    "__proto__",
    "constructor",
    "CUSTOM_NEVER",
    "a.b",
    "a'b",
    'a"b',
    "A".repeat(300),
  ];
}

/** Keys that belong somewhere else, or nowhere. */
export const addedKeys = [
  "extra",
  "uuid",
  "generation",
  "links",
  "resource_provider_generation",
  "consumer_generation",
  "consumer_type",
  "project_id",
  "mappings",
  "parent_provider_uuid",
  "name",
  "VCPU",
  "CUSTOM_NEVER",
  "",
  "é",
  "toString",
];
