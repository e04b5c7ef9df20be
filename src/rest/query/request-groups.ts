import type { JsonSchema } from "../shape/json-schema.ts";
import { type Membership, readMemberOf } from "./member-of-parameter.ts";
import { fault, type QueryForm, type QueryReading } from "./query-grammar.ts";
import type { QueryPairs } from "./query-pairs.ts";
import { type RequiredTraits, readRequired } from "./required-parameter.ts";
import { readResources } from "./resources-parameter.ts";
import { uuidFrom } from "./uuid-text.ts";

/** The parameters with one suffix. Absent is what was not asked for. */
export interface ReadGroup {
  readonly suffix: string;
  readonly resources?: Readonly<Record<string, number>>;
  readonly traits?: RequiredTraits;
  readonly membership?: Membership;
  readonly inTree?: string;
}

/** The parameters that come in groups, in Placement's order. */
export const groupParameters = ["resources", "required", "member_of", "in_tree"] as const;

type Kind = (typeof groupParameters)[number];

const suffixPatterns = { names: "[a-zA-Z0-9_-]{1,64}", numbers: "[1-9][0-9]*" } as const;

/** The schemas of parameters that come in groups, by the patterns of their names. */
export function groupSchemas(
  kinds: readonly Kind[],
  suffixes: keyof typeof suffixPatterns,
): Readonly<Record<string, JsonSchema>> {
  const pattern = (kind: Kind) => `^${kind}(${suffixPatterns[suffixes]})?$`;
  return Object.fromEntries(kinds.map((kind) => [pattern(kind), { type: "string" }]));
}

/**
 * Reads the parameters that come in groups (`resources1`, `required1`, …), in the order in which the groups are
 * first named. What is read of one that is repeated, its own reader decides.
 */
export function readGroups(pairs: QueryPairs, form: QueryForm): QueryReading<readonly ReadGroup[]> {
  const parameters = [...collectParameters(pairs, form).values()];
  const groups = new Map<string, ReadGroup>();
  for (const { kind, suffix, values } of parameters) {
    const reading = readers[kind]({ suffix, values, form });
    if ("fault" in reading) return reading;
    groups.set(suffix, { ...groups.get(suffix), suffix, ...reading.value });
  }
  return { value: [...groups.values()] };
}

interface GroupParameter {
  readonly kind: Kind;
  readonly suffix: string;
  readonly values: string[];
}

/** Collects the values of each parameter first: reading all of them again at each would be slow for many. */
function collectParameters(pairs: QueryPairs, { suffixes }: QueryForm): Map<string, GroupParameter> {
  const suffix = suffixes === "none" ? "" : `(?:${suffixPatterns[suffixes]})?`;
  const pattern = new RegExp(`^(${groupParameters.join("|")})(${suffix})$`);
  const parameters = new Map<string, GroupParameter>();
  for (const [name, value] of pairs) {
    const known = parameters.get(name);
    const match = known === undefined ? pattern.exec(name) : null;
    known?.values.push(value);
    if (match !== null) {
      parameters.set(name, { kind: match[1] as Kind, suffix: match[2] ?? "", values: [value] });
    }
  }
  return parameters;
}

interface Given {
  readonly suffix: string;
  readonly values: readonly string[];
  readonly form: QueryForm;
}

const readers: Readonly<Record<Kind, (given: Given) => QueryReading<Omit<ReadGroup, "suffix">>>> = {
  resources: ({ values }) => mapped(readLast(values, readResources), (resources) => ({ resources })),
  required: ({ values, form }) => mapped(readRequired(values, form), (traits) => ({ traits })),
  member_of: ({ values, suffix, form }) =>
    mapped(readMemberOf(values, suffix, form), (membership) => ({ membership })),
  in_tree: ({ values }) => mapped(readLast(values, readInTree), (inTree) => ({ inTree })),
};

/** Reads all values, so that none of them is wrong, of which the last one counts. */
function readLast<T>(values: readonly string[], read: (text: string) => QueryReading<T>): QueryReading<T> {
  let last: QueryReading<T> | undefined;
  for (const value of values) {
    last = read(value);
    if ("fault" in last) break;
  }
  return last ?? fault("The parameter has no value.");
}

function readInTree(text: string): QueryReading<string> {
  const uuid = uuidFrom(text.trim());
  return uuid === undefined
    ? fault(
        `Invalid query string parameters: Expected 'in_tree' parameter to be a format of uuid. Got: ${text}`,
      )
    : { value: uuid };
}

function mapped<T, U>(reading: QueryReading<T>, change: (value: T) => U): QueryReading<U> {
  return "fault" in reading ? reading : { value: change(reading.value) };
}
