import type { DescEnum, JsonObject } from "@bufbuild/protobuf";
import type { Comments } from "./comments.ts";
import { merged, type Schema } from "./schema.ts";

/** The schema of an enum: its names, and for an open one the numbers that may get names later. */
export function enumSchema(desc: DescEnum, comments: Comments): Schema {
  const names: Schema = { type: "string", enum: namesOf(desc) };
  const schema: Schema = desc.open ? { anyOf: [names, { type: "integer", format: "int32" }] } : names;
  const description = descriptionOf(desc, comments);
  return description === "" ? schema : { ...schema, description };
}

/**
 * The schema of an enum's names that rules leave; undefined where they leave all and the numbers without a name
 * too.
 */
export function restrictedEnum(desc: DescEnum, rules: JsonObject): Schema | undefined {
  const { const: only, in: some, not_in: none, defined_only: defined } = rules;
  if ([only, some, none].every((rule) => rule === undefined) && defined !== true) return undefined;
  const kept = desc.values.filter(
    ({ number }) =>
      (only === undefined || only === number) &&
      (!Array.isArray(some) || some.includes(number)) &&
      (!Array.isArray(none) || !none.includes(number)),
  );
  return merged({ type: "string", enum: [...new Set(kept.map((value) => value.jsonName))] });
}

function namesOf(desc: DescEnum): string[] {
  return [...new Set(desc.values.map((value) => value.jsonName))];
}

function descriptionOf(desc: DescEnum, comments: Comments): string {
  const own = comments.get(desc.typeName);
  const values = desc.values.flatMap((value) => {
    const comment = comments.get(`${desc.typeName}.${value.name}`);
    return comment === undefined ? [] : `- \`${value.jsonName}\`: ${comment}`;
  });
  return [own ?? [], values.join("\n")].flat().filter(Boolean).join("\n\n");
}
