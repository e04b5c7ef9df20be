import type { Violation } from "../invoke.ts";

// Enough to recognise what one sent; a body of a megabyte is not worth sending back.
const shownMax = 60;

/** A violation in words: where, what is wrong, what was sent, and what was expected if that isn't said yet. */
export function violationText({ field, rule, message, value, limit }: Violation): string {
  const said = value === undefined || rule === "unknown_field" ? "" : `: ${shown(value)}`;
  const text = `${field === "" ? "the request" : cut(field)} ${cut(message)}${said}${expected(rule, limit)}`;
  // Half a character, sent or left over by a cut, would make the answer unreadable for strict readers of JSON.
  return text.toWellFormed();
}

function expected(rule: string, limit: unknown): string {
  if (Array.isArray(limit)) return `; expected one of ${cut(limit.join(", "))}`;
  return rule.endsWith("_conflict") ? `; expected ${shown(limit)}` : "";
}

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(cut(value));
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

function cut(text: string): string {
  return text.length <= 2 * shownMax ? text : `${text.slice(0, shownMax)}…${text.slice(-shownMax)}`;
}
