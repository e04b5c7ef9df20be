/** A row of a table of names (`resource_classes`, `traits`) as statements return it. */
export interface NamedRow {
  name: string;
  updated_at_ms: number;
}

/** The resource class or trait of a row. */
export function namedFromRow(row: NamedRow): { readonly name: string; readonly updatedAt: Date } {
  return { name: row.name, updatedAt: new Date(row.updated_at_ms) };
}
