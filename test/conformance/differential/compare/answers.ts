import type { Answer } from "../send.ts";
import { compareBodies } from "./body.ts";
import { type Difference, shown } from "./difference.ts";
import { compareErrors, errorIn, sameWords, sorted } from "./error.ts";
import { compareHeaders } from "./headers.ts";

/** Compares two answers to one request. Where the status differs, all the rest does, and isn't looked at. */
export function compareAnswers(theirs: Answer, ours: Answer): Difference[] {
  if (theirs.status !== ours.status) {
    return [{ where: "status", theirs: String(theirs.status), ours: String(ours.status) }];
  }
  return [...compareHeaders(theirs, ours), ...compareTexts(theirs, ours)];
}

/** Whether answers that are equal by `compareAnswers` are so in each word of an error, too. */
export function equalToTheWord(theirs: Answer, ours: Answer): boolean {
  const [their, our] = [errorIn(theirs.json), errorIn(ours.json)];
  return their === undefined || our === undefined || sameWords(their, our);
}

function compareTexts(theirs: Answer, ours: Answer): Difference[] {
  const [their, our] = [errorIn(theirs.json), errorIn(ours.json)];
  if (their !== undefined && our !== undefined) return compareErrors(their, our);
  if (theirs.json !== undefined && ours.json !== undefined) return compareBodies(theirs.json, ours.json);
  const [theirText, ourText] = [theirs, ours].map(({ text }) => plain(text));
  return theirText === ourText
    ? []
    : [{ where: "text", theirs: shown(theirText ?? ""), ours: shown(ourText ?? "") }];
}

/** Text up to where it prints schemas, without request ids and with its blanks made even. */
function plain(text: string): string {
  const [before = ""] = text.split("Failed validating");
  return before
    .replaceAll(/req-[0-9a-f-]{36}/g, "req-…")
    .replaceAll("&#x27;", "'")
    .replaceAll(/'[^']*, [^']*'/g, (list) => `'${sorted(list.slice(1, -1))}'`)
    .replaceAll(/\s+/g, " ")
    .trim();
}
