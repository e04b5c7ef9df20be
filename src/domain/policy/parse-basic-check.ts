import { type Check, type TargetName, type Template, targetNames } from "./check.ts";
import { CheckSyntaxError } from "./check-syntax-error.ts";
import { isCredentialName } from "./credentials.ts";

/** Parses a check without operators: `@`, `!`, or what to look at and what it must be, `role:admin`. */
export function parseBasicCheck(text: string): Check {
  if (text === "@") return { kind: "always" };
  if (text === "!") return { kind: "never" };
  const colon = text.indexOf(":");
  if (colon < 0) throw new CheckSyntaxError(`"${text}" is not a check`);
  const [left, right] = [text.slice(0, colon), text.slice(colon + 1)];
  if (left === "rule") return { kind: "rule", name: right };
  if (left === "role") return { kind: "role", role: parseTemplate(right) };
  const value = constantOf(left);
  if (value !== undefined) return { kind: "constant", value, text: parseTemplate(right) };
  if (isCredentialName(left)) return { kind: "credential", name: left, text: parseTemplate(right) };
  if (left === "http" || left === "https") throw new CheckSyntaxError("other servers can't be asked");
  throw new CheckSyntaxError(`callers have no attribute "${left}"`);
}

/** What a constant is as text: quoted texts, numbers, and Python's three words. */
function constantOf(text: string): string | undefined {
  const [, single, double] = /^'([^']*)'$|^"([^"]*)"$/.exec(text) ?? [];
  if (single !== undefined || double !== undefined) return single ?? double;
  return /^(?:-?\d+(?:\.\d+)?|True|False|None)$/.test(text) ? text : undefined;
}

const place = /%\(([^)]*)\)s|%%|%/g;

function parseTemplate(text: string): Template {
  const parts: (string | { target: TargetName })[] = [];
  let end = 0;
  for (const { 0: match, 1: name, index } of text.matchAll(place)) {
    parts.push(text.slice(end, index), partOf(match, name));
    end = index + match.length;
  }
  return [...parts, text.slice(end)].filter((part) => part !== "");
}

function partOf(match: string, name: string | undefined): string | { target: TargetName } {
  if (match === "%%") return "%";
  if (name === undefined) throw new CheckSyntaxError('"%" must be written "%%"');
  const target = targetNames.find((one) => one === name);
  if (target === undefined) throw new CheckSyntaxError(`requests have no "${name}" to compare with`);
  return { target };
}
