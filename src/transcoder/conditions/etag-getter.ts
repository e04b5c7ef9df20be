import { type DescMethod, ScalarType } from "@bufbuild/protobuf";
import { resolveFieldPath } from "../binding/field-path.ts";
import { isUnwrapped } from "../local-form.ts";
import { RuleError } from "../rule-error.ts";
import { defaultOf } from "../writing/field-writer.ts";
import { valueGetter } from "../writing/value-getter.ts";
import { printEntityTag } from "./entity-tag.ts";

type Fields = Record<string, unknown>;

/** Gets the entity tag out of a response. Throws RuleError where the path leads to nothing that can be one. */
export function etagGetter(method: DescMethod, path: string): (response: object) => string | undefined {
  const resolved = resolveFieldPath(method.output, path);
  if (typeof resolved === "string") throw new RuleError(method, `etag: ${resolved}`);
  const { parents, leaf } = resolved;
  const scalar = isUnwrapped(leaf) ? leaf.message?.fields[0]?.scalar : leaf.scalar;
  const isTag = leaf.enum !== undefined || (scalar !== undefined && scalar !== ScalarType.BOOL);
  if (!isTag || leaf.fieldKind === "list" || leaf.fieldKind === "map") {
    throw new RuleError(method, `etag: ${path} is not a string, bytes, an enum or a number`);
  }
  const steps = parents.map(valueGetter);
  const get = valueGetter(leaf);
  const absent = defaultOf(leaf);
  return (response) => {
    let message: Fields | undefined = response as Fields;
    for (const step of steps) message = message && (step(message) as Fields | undefined);
    return message && tagOf(get(message) ?? absent);
  };
}

function tagOf(value: unknown): string | undefined {
  if (value === null || value === undefined || value === "") return undefined;
  if (!(value instanceof Uint8Array)) return printEntityTag(String(value as string | number | bigint));
  return value.length === 0 ? undefined : printEntityTag(Buffer.from(value).toString("base64url"));
}
