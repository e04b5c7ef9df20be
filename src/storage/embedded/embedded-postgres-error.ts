/**
 * The embedded PostgreSQL cannot be used. Its message names what was tried and
 * where, and ends with the way out that always exists: a PostgreSQL of one's own.
 */
export class EmbeddedPostgresError extends Error {
  override readonly name = "EmbeddedPostgresError";

  constructor(problem: string, options?: ErrorOptions) {
    super(`${problem} (To use an existing PostgreSQL instead, set DATABASE_URL.)`, options);
  }
}

/** The `code` of a Node or PostgreSQL error ("ENOENT", "28P01"), if it has one. */
export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return typeof code === "string" ? code : undefined;
}

/** One line about any thrown value; some libraries reject with nothing at all. */
export function errorText(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(errorText).join("; ");
  if (error instanceof Error) return error.message || (errorCode(error) ?? error.name);
  return error === undefined ? "no reason given" : String(error);
}
