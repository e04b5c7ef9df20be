import { onlyHeaderDiffers, onlyWordsDiffer, ourWords, pathOf, statuses } from "./facts.ts";
import type { KnownDifference } from "./known-difference.ts";

const newest = "the documents and tests of the newest Placement";
const seen = "seen on 8.0.0 under uwsgi";

/** What differs by the HTTP servers in front, and by how they decode. */
export const httpDifferences: readonly KnownDifference[] = [
  {
    name: "a path that is no escaped UTF-8 is a 400 for us; theirs decodes it to something",
    judgement: "undefined",
    source: seen,
    explains: (one) => one.ours.status === 400 && ourWords(one).startsWith("Malformed path"),
  },
  {
    name: "dot segments and doubled slashes are taken out of paths by uwsgi",
    judgement: "undefined",
    source: seen,
    explains: (one) => /\/\.{1,2}(\/|$)|\/\//.test(pathOf(one)),
  },
  {
    name: "an escaped slash separates segments",
    judgement: "undefined",
    source: seen,
    explains: (one) => /%2F/i.test(pathOf(one)) && (one.ours.status === 404 || one.theirs.status === 404),
  },
  {
    name: "names in paths are shown as Latin-1",
    judgement: "their fault",
    source: seen,
    explains: (one) => onlyWordsDiffer(one) && /%[89a-f]/i.test(pathOf(one)),
  },
  {
    name: "a name in a path finds what it names with an escaped newline after it",
    judgement: "their fault",
    source: seen,
    explains: (one) => /%0A(\/|$)/.test(pathOf(one)),
  },
  {
    name: "a NUL names something, until the database sees it",
    judgement: "their fault",
    source: seen,
    explains: (one) =>
      /%00|\\u0000/.test(`${one.step.request.target} ${one.step.request.bodyBytes}`) &&
      (one.theirs.status === 500 || one.ours.status === 400),
  },
  {
    name: "PUT of a provider that changes nothing answers without last-modified",
    judgement: "their fault",
    source: seen,
    explains: (one) =>
      one.step.operation === "PUT /resource_providers/{uuid}" &&
      onlyHeaderDiffers(one, "last-modified") &&
      one.theirs.headers["last-modified"] === undefined,
  },
  {
    name: "the role service may do what admins may",
    judgement: "the newest does as we do",
    source: newest,
    explains: (one) => one.step.request.headers["x-roles"] === "service" && one.theirs.status === 403,
  },
  {
    name: "PUT of aggregates looks at the content type before the version that it came with",
    judgement: "undefined",
    source: "handlers/aggregate.py",
    explains: (one) =>
      one.step.operation === "PUT /resource_providers/{uuid}/aggregates" && statuses(one) === "415 404",
  },
  {
    name: "If-Match is heeded: its clients don't send it",
    judgement: "undefined",
    source: "test/e2e/if-match.test.ts",
    explains: (one) => one.ours.status === 412 && one.step.request.headers["if-match"] !== undefined,
  },
  {
    name: "500 where the request is malformed",
    judgement: "their fault",
    source: seen,
    explains: (one) => /^500 4\d\d$/.test(statuses(one)),
  },
];
