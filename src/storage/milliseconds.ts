/** A point in time as milliseconds since 1970, which no driver setting can turn into something else. */
export function milliseconds(column: string): string {
  return `(extract(epoch from ${column}) * 1000)::float8 as updated_at_ms`;
}
