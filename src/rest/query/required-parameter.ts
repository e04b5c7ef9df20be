import { fault, type QueryForm, type QueryReading, readAll } from "./query-grammar.ts";

/** Traits to have, at least one of each set, and not to have. */
export interface RequiredTraits {
  readonly required: readonly (readonly string[])[];
  readonly forbidden: readonly string[];
}

/** What `required` may say at a version. */
type TraitForm = Pick<QueryForm, "forbiddenTraits" | "anyTraits">;

const opening = "Invalid query string parameters: ";
const anyForm = "in:HW_CPU_X86_VMX,CUSTOM_MAGIC";

/**
 * Reads all values of a `required` parameter: they must hold together. Where it may not be repeated, only the last
 * one counts, and the others are not even looked at.
 */
export function readRequired(values: readonly string[], form: TraitForm): QueryReading<RequiredTraits> {
  const readings = readAll(form.anyTraits ? values : values.slice(-1), (value) => readTraits(value, form));
  if ("fault" in readings) return readings;
  return {
    value: {
      required: readings.value.flatMap((one) => one.required),
      forbidden: [...new Set(readings.value.flatMap((one) => one.forbidden))],
    },
  };
}

/** Reads `A,!B`, or `in:A,B` for one of several traits. */
export function readTraits(text: string, form: TraitForm): QueryReading<RequiredTraits> {
  return text.startsWith("in:") ? readAnyTraits(text, form) : readEachTrait(text, form);
}

/** The traits that are both to be there and not to be there, in each set that nothing can meet. */
export function conflictsIn({ required, forbidden }: RequiredTraits): readonly (readonly string[])[] {
  const unwanted = new Set(forbidden);
  return required.filter((set) => set.every((trait) => unwanted.has(trait)));
}

function readAnyTraits(text: string, form: TraitForm): QueryReading<RequiredTraits> {
  if (!form.anyTraits) {
    return fault(`${opening}The format '${anyForm}' only supported since microversion 1.39. Got: ${text}`);
  }
  const traits = splitNames(text.slice("in:".length));
  if (traits.includes("")) return emptyTrait(anyForm, text);
  if (traits.some((trait) => trait.startsWith("!"))) {
    return fault(`${opening}The format '${anyForm}' does not support forbidden traits. Got: ${text}`);
  }
  return { value: { required: [[...new Set(traits)]], forbidden: [] } };
}

function readEachTrait(text: string, form: TraitForm): QueryReading<RequiredTraits> {
  const traits = splitNames(text);
  const expected = form.forbiddenTraits ? "HW_CPU_X86_VMX,!CUSTOM_MAGIC" : "HW_CPU_X86_VMX,CUSTOM_MAGIC";
  const required = traits.filter((trait) => !trait.startsWith("!"));
  // Several exclamation marks are as good as one: Placement has it so.
  const forbidden = traits.filter((trait) => trait.startsWith("!")).map((trait) => trait.replace(/^!+/, ""));
  if (required.includes("") || forbidden.includes("")) return emptyTrait(expected, text);
  if (forbidden.length > 0 && !form.forbiddenTraits) {
    return fault(`${opening}Expected 'required' parameter value of the form: ${expected}. Got: ${text}`);
  }
  return { value: { required: required.map((trait) => [trait]), forbidden } };
}

function emptyTrait(expected: string, text: string) {
  return fault(
    `${opening}Expected 'required' parameter value of the form: ${expected}. Got an empty trait in: ${text}`,
  );
}

function splitNames(text: string): string[] {
  return text.split(",").map((name) => name.trim());
}
