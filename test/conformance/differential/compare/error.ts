import { isObject, type Json, type JsonObject } from "../json.ts";
import { type Difference, shown } from "./difference.ts";

/** The one error of an error's body, or undefined. */
export function errorIn(body: Json | undefined): JsonObject | undefined {
  const [error] = isObject(body) && Array.isArray(body.errors) ? body.errors : [];
  return isObject(error) ? error : undefined;
}

/** An error's words after the sentence that all errors of its status have. */
export function detailOf(error: JsonObject | undefined): string {
  const detail = typeof error?.detail === "string" ? error.detail : "";
  const at = detail.indexOf("\n\n");
  return (at < 0 ? detail : detail.slice(at)).trim();
}

/** Compares errors: all but the request id by value, the detail by its first sentence. */
export function compareErrors(theirs: JsonObject, ours: JsonObject): Difference[] {
  const keys = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
  const differences = [...keys].flatMap((key): Difference[] => {
    if (key === "detail") return [];
    const hidden = (value: Json | undefined) => (key === "request_id" ? typeof value : value);
    if (JSON.stringify(hidden(theirs[key])) === JSON.stringify(hidden(ours[key]))) return [];
    return [{ where: `error ${key}`, theirs: shown(theirs[key]), ours: shown(ours[key]) }];
  });
  const [their, our] = [firstSentence(theirs), firstSentence(ours)];
  return their === our ? differences : [...differences, { where: "detail", theirs: their, ours: our }];
}

/** Whether two errors have the same words to the end. */
export function sameWords(theirs: JsonObject, ours: JsonObject): boolean {
  return theirs.detail === ours.detail;
}

/** What comes after it prints schemas and instances, or explains; lists in it have no order. */
function firstSentence(error: JsonObject): string {
  const [opening = ""] = String(error.detail ?? "").split("\n\n");
  const [sentence = ""] = detailOf(error).split(/\. |\.$|\n| {2,}Failed validating/);
  const words = oneLine(sentence)
    .replaceAll(/'[^']*, [^']*'/g, (list) => `'${sorted(list.slice(1, -1))}'`)
    .replace(/(?<=^No such trait ).*/, sorted);
  return `${oneLine(opening)} | ${words}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/** A list of names, which comes from a set. */
export function sorted(list: string): string {
  return list.split(", ").sort().join(", ");
}
