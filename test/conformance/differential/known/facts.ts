import { detailOf, errorIn } from "../compare/error.ts";
import type { Answer } from "../send.ts";
import type { Case } from "./known-difference.ts";

/** `theirs ours`, as in `409 204`. */
export function statuses({ theirs, ours }: Case): string {
  return `${theirs.status} ${ours.status}`;
}

/** The words of the real Placement's error, in whatever form it came. */
export function theirWords({ theirs }: Case): string {
  return wordsOf(theirs);
}

/** The words of our error, in whatever form it came. */
export function ourWords({ ours }: Case): string {
  return wordsOf(ours);
}

function wordsOf({ json, text }: Answer): string {
  return detailOf(errorIn(json)) || withoutMarkup(text);
}

/** The message of an error in HTML or plain text: what comes after the sentence of the status. */
function withoutMarkup(text: string): string {
  const [, told = ""] = text.split(/<br \/><br \/>|\n\n /);
  return told
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&#x27;", "'")
    .replaceAll("&quot;", '"')
    .trim();
}

/** Whether nothing differs but the words of an error. */
export function onlyWordsDiffer({ differences }: Case): boolean {
  return differences.every(({ where }) => where === "detail" || where === "text");
}

/** Whether nothing differs but one header. */
export function onlyHeaderDiffers({ differences }: Case, header: string): boolean {
  return differences.every(({ where }) => where === `header ${header}`);
}

/** Whether the request writes allocations. */
export function isClaim({ step }: Case): boolean {
  return /^(PUT|POST) \/(allocations|reshaper)/.test(step.operation);
}

/** The path without its query. */
export function pathOf({ step }: Case): string {
  return step.request.target.split("?")[0] ?? "";
}
