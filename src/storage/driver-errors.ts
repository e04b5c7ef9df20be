import { OptimisticLockError } from "@mikro-orm/core";
import { PlacementError } from "../domain/errors.ts";

/** Thrown inside a transaction to have the whole of it run again. */
export class RunAgain extends Error {}

/** Whether an error of the database says that a constraint of this name was violated. */
export function violates(error: unknown, constraint: string): boolean {
  return codeOf(error).startsWith("23") && (error as { constraint?: unknown }).constraint === constraint;
}

/**
 * Whether a transaction only met others: a serialization failure (40001), a deadlock (40P01) or a version that
 * moved between its read and its write. Nothing was changed, and all of it can be run again.
 */
export function metOthers(error: unknown): boolean {
  return (
    error instanceof RunAgain ||
    error instanceof OptimisticLockError ||
    codeOf(error) === "40001" ||
    codeOf(error) === "40P01"
  );
}

/**
 * An error of the driver in the domain's words, where the domain has a word for it: the database can't be reached,
 * took too long, or can't keep what was sent. Others come back as they are; they are faults of ours.
 */
export function translate(error: unknown): unknown {
  if (error instanceof PlacementError) {
    return error;
  }
  const code = codeOf(error);
  if (code === "57014" || code === "55P03") {
    return new PlacementError(
      "DEADLINE_EXCEEDED",
      {},
      { message: "the database took too long", cause: error },
    );
  }
  // Names and the like may be any text in the contract; that PostgreSQL keeps no NUL in a text is known here only.
  // The second code is what it says to a NUL in the statement itself, where MikroORM puts values.
  if (code === "22021" || code === "08P01") {
    return new PlacementError("INVALID_REQUEST", {}, { message: "a text has a NUL character", cause: error });
  }
  if (isUnreachable(error, code)) {
    return new PlacementError("UNAVAILABLE", {}, { message: "the database can't be reached", cause: error });
  }
  return error;
}

const networkCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOENT",
  "ENOTFOUND",
  "EAI_AGAIN",
]);

/** What pg says without a code: a connection was lost, is asked after it was, can't be had in time, or is silent. */
const lostConnection =
  /connection terminated|is not queryable|timeout exceeded when trying to connect|query read timeout/i;

function isUnreachable(error: unknown, code: string): boolean {
  return (
    networkCodes.has(code) ||
    code.startsWith("08") ||
    code.startsWith("57P") ||
    code === "53300" ||
    (error instanceof Error && lostConnection.test(error.message))
  );
}

/** The code of an error of the driver or the network; empty for others. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : "";
}
