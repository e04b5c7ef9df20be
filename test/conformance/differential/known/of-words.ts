import { onlyWordsDiffer, ourWords, pathOf, statuses, theirWords } from "./facts.ts";
import type { Case, KnownDifference } from "./known-difference.ts";

const seen = "seen on 8.0.0";

/** Words that tell of Python or its libraries, not of Placement. */
export const wordDifferences: readonly KnownDifference[] = [
  {
    name: "errors show the words of the database driver",
    judgement: "their fault",
    source: seen,
    explains: (one) => onlyWordsDiffer(one) && theirWords(one).includes("psycopg2.errors"),
  },
  {
    name: "a bad version string is explained in Python's words",
    judgement: "undefined",
    source: seen,
    explains: (one) =>
      onlyWordsDiffer(one) && /invalid version string: .*; (invalid literal|Version)/.test(theirWords(one)),
  },
  {
    name: "a provider's name may be empty when it is changed, and not when it is created",
    judgement: "their fault",
    source: seen,
    explains: (one) =>
      /^(PUT|POST) \/resource_providers/.test(one.step.operation) &&
      one.ours.status === 400 &&
      ourWords(one).startsWith("JSON does not validate: '' is too short"),
  },
  {
    name: "NaN and Infinity are read as JSON",
    judgement: "their fault",
    source: seen,
    explains: (one) =>
      /NaN|Infinity|1e400/.test(one.step.request.bodyBytes ?? "") &&
      /^(400|500) 400$/.test(statuses(one)) &&
      (ourWords(one).includes("Malformed JSON") || /\b(nan|inf)\b/.test(theirWords(one))),
  },
  {
    name: "UUIDs in braces, as URNs or with dashes anywhere count as such",
    judgement: "undefined",
    source: "oslo_utils.uuidutils.is_uuid_like",
    explains: (one) =>
      one.ours.status === 400 &&
      /is not a 'uuid'|Malformed consumer_uuid/.test(ourWords(one)) &&
      /urn:|uuid:|[{}]|%7B/.test(oddUuidIn(one)),
  },
  {
    name: "a name passes its pattern with a newline at its end",
    judgement: "their fault",
    source: "Python's $",
    explains: (one) => one.ours.status === 400 && /\\n' does not match/.test(ourWords(one)),
  },
  {
    name: "numbers are shown as they were sent, not as doubles",
    judgement: "undefined",
    source: seen,
    explains: (one) =>
      onlyWordsDiffer(one) &&
      /-0\.0|\d{17}|\d\.\d{16}|e[+-]?\d/.test(one.step.request.bodyBytes ?? "") &&
      withoutNumbers(theirWords(one)) === withoutNumbers(ourWords(one)),
  },
  {
    name: "DELETE of an inventory says whether it is the class that there is none of",
    judgement: "undefined",
    source: seen,
    explains: (one) =>
      onlyWordsDiffer(one) &&
      /No inventory of class .* found for delete: No such resource class/.test(theirWords(one)),
  },
  {
    name: "the name of a class that is longer than any is looked for",
    judgement: "undefined",
    source: seen,
    explains: (one) =>
      onlyWordsDiffer(one) &&
      /No such resource class \w{255}/.test(theirWords(one)) &&
      ourWords(one).includes("is too long"),
  },
  {
    name: "long values are shown in full",
    judgement: "undefined",
    source: seen,
    explains: (one) =>
      onlyWordsDiffer(one) && ourWords(one).includes("...") && theirWords(one).includes("does not validate"),
  },
  {
    name: "the name of a class in the path is put into JSON without escaping it",
    judgement: "their fault",
    source: "handlers/resource_class.py",
    explains: (one) =>
      one.step.request.method === "PUT" &&
      /^\/resource_classes\/.*%(22|5C|0A|00)/i.test(pathOf(one)) &&
      theirWords(one).includes("Malformed JSON"),
  },
];

/** An error's first line without its numbers. */
function withoutNumbers(words: string): string {
  return (words.split("Failed validating")[0] ?? "").replaceAll(/[-+]?\d[\d.]*(e[-+]?\d+)?/g, "N");
}

/** The value that we took for no UUID. */
function oddUuidIn(one: Case): string {
  return /Malformed consumer_uuid: (.*)|'(.*)' is not a 'uuid'/.exec(ourWords(one))?.[0] ?? "";
}
