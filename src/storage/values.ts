/** The values of a statement that is put together, and the places at which they stand in it. */
export class Values {
  readonly all: unknown[] = [];

  /** Where a value stands: `$1`, `$2`, …. */
  place(value: unknown): string {
    return `$${this.all.push(value)}`;
  }
}
