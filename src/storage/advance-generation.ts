/**
 * How a statement moves the generation of a row that it updates under the name `row`: by one, as MikroORM's own
 * flush does with a version property. All SQL that moves a generation takes it from here.
 */
export function advanceGeneration(row: string): string {
  return `generation = ${row}.generation + 1, updated_at = now()`;
}
