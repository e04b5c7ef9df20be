/**
 * A value of a statement as the text that PostgreSQL reads it from, null being null: arrays, of any depth, as array
 * literals. Of anything else than plain values it throws a TypeError: nothing here knows their types.
 */
export function valueText(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (isMissing(value)) return null;
  return Array.isArray(value) ? arrayText(value) : plainText(value);
}

function arrayText(values: readonly unknown[]): string {
  let text = "{";
  for (let i = 0; i < values.length; i++) {
    if (i > 0) text += ",";
    text += elementText(values[i]);
  }
  return `${text}}`;
}

function elementText(value: unknown): string {
  // Unquoted, an empty text would be none, NULL would be null, and blanks at the ends would go.
  if (typeof value === "string")
    return `"${special.test(value) ? value.replaceAll(eachSpecial, "\\$&") : value}"`;
  if (isMissing(value)) return "NULL";
  return Array.isArray(value) ? arrayText(value) : plainText(value);
}

const special = /["\\]/;
const eachSpecial = /["\\]/g;

function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function plainText(value: unknown): string {
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean")
    return String(value);
  throw new TypeError(`a value of the type ${typeof value} has no text`);
}
