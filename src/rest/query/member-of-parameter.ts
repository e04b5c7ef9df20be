import { fault, type QueryForm, type QueryReading, readAll } from "./query-grammar.ts";
import { uuidFrom } from "./uuid-text.ts";

/** Aggregates to be in, at least one of each set, and not to be in. */
export interface Membership {
  readonly memberOf: readonly (readonly string[])[];
  readonly forbidden: readonly string[];
}

/** What `member_of` may say at a version. */
type MembershipForm = Pick<QueryForm, "repeatedMemberOf" | "forbiddenAggregates">;

/** Reads all values of a `member_of` parameter: they must hold together. `suffix` is that of its name. */
export function readMemberOf(
  values: readonly string[],
  suffix: string,
  form: MembershipForm,
): QueryReading<Membership> {
  if (!form.repeatedMemberOf && values.length > 1) {
    return fault(`Multiple member_of${suffix} parameters are not supported`);
  }
  const readings = readAll(values, (value) => {
    const reading = readOne(value);
    return "value" in reading && reading.value.forbidden.length > 0 && !form.forbiddenAggregates
      ? fault(`Forbidden member_of${suffix} parameters are not supported in the specified microversion`)
      : reading;
  });
  if ("fault" in readings) return readings;
  return {
    value: {
      memberOf: readings.value.flatMap((one) => one.memberOf),
      forbidden: [...new Set(readings.value.flatMap((one) => one.forbidden))],
    },
  };
}

/** Reads an aggregate, or `in:` with several of which one will do; with `!` before it, none of them will. */
function readOne(text: string): QueryReading<Membership> {
  const [, not = "", several = "", list = ""] = /^(!?)(in:)?(.*)$/s.exec(text) ?? [];
  if (several === "" && list.includes(",")) {
    return fault(
      "Multiple values for 'member_of' must be prefixed with the 'in:' or '!in:' keyword using the valid " +
        `microversion. Got: ${text}`,
    );
  }
  const aggregates = readAll(list.split(","), readAggregate);
  if ("fault" in aggregates) return aggregates;
  const set = [...new Set(aggregates.value)];
  return { value: not === "" ? { memberOf: [set], forbidden: [] } : { memberOf: [], forbidden: set } };
}

function readAggregate(text: string): QueryReading<string> {
  const uuid = uuidFrom(text);
  return uuid === undefined
    ? fault(
        "Invalid query string parameters: Expected 'member_of' parameter to contain valid UUID(s). " +
          `Got: ${text}`,
      )
    : { value: uuid };
}
