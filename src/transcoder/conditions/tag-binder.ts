import { type DescMethod, type Message, ScalarType } from "@bufbuild/protobuf";
import { type FieldPath, resolveFieldPath } from "../binding/field-path.ts";
import { headerBinder } from "../binding/path-binder.ts";
import { Findings } from "../findings.ts";
import { isUnwrapped } from "../local-form.ts";
import type { MessageReaders } from "../reading/message-readers.ts";
import { textReader } from "../reading/text-reader.ts";
import { RuleError } from "../rule-error.ts";
import { hasPresence } from "../writing/field-writer.ts";
import type { ConditionOutcome } from "./conditions.ts";
import { parseEntityTags } from "./entity-tag.ts";

/** Binds a condition's header to the field that stands for it. */
export type TagBinder = (message: Message, header: string, findings: Findings) => ConditionOutcome;

/** What is known of the method that has the field. */
interface TaggedMethod {
  readonly readers: MessageReaders;
  /** Whether it creates what is not there. */
  readonly mayCreate: boolean;
}

/**
 * Binds the tag of an If-Match. `*` asks that there be something, in no state in particular: that needs no field,
 * unless the method would create it. Tags that no response of ours ever had match nothing, and neither do weak ones.
 */
export function tagBinder(method: DescMethod, path: string, { readers, mayCreate }: TaggedMethod): TagBinder {
  const resolved = resolve(method, path, "if_match");
  const { leaf } = resolved;
  const scalar = isUnwrapped(leaf) ? leaf.message?.fields[0]?.scalar : leaf.scalar;
  const isTag = leaf.enum !== undefined || (scalar !== undefined && scalar !== ScalarType.BOOL);
  const read = leaf.fieldKind === "list" ? undefined : textReader(leaf, readers);
  const bind = headerBinder(resolved, readers, "If-Match");
  if (!isTag || read === undefined || bind === undefined) {
    throw new RuleError(method, `if_match: ${path} is not a string, bytes, an enum or a number`);
  }
  // Empty texts are no tags of ours, but "0" is one, and would ask for nothing in a field that is 0 by itself.
  const isText = scalar === ScalarType.STRING || scalar === ScalarType.BYTES;
  if (!isText && !hasPresence(leaf)) {
    throw new RuleError(method, `if_match: ${path} does not tell unset from zero; make it optional`);
  }
  return (message, header, findings) => {
    const tags = parseEntityTags(header);
    if (tags === undefined) return { malformed: "if-match" };
    if (tags === "*") return mayCreate ? { malformed: "if-match" } : "holds";
    const scratch = new Findings(readers.rules);
    const possible = tags.filter(
      ({ text, weak }) => !weak && text !== "" && read(text, scratch) !== undefined,
    );
    const [only, ...others] = possible;
    if (only === undefined) return { failed: "if-match" };
    // A request has room for one state: which of several would do, only the RPC could tell.
    if (others.length > 0) return { malformed: "if-match" };
    bind(message, only.text, findings);
    return { bound: "if-match" };
  };
}

/** Binds `If-None-Match: *`: only if there is nothing yet. */
export function noneMatchBinder(method: DescMethod, path: string, readers: MessageReaders): TagBinder {
  const resolved = resolve(method, path, "if_none_match");
  const bind = headerBinder(resolved, readers, "If-None-Match");
  if (bind === undefined || resolved.leaf.scalar !== ScalarType.BOOL) {
    throw new RuleError(method, `if_none_match: ${path} is not a boolean`);
  }
  return (message, header, findings) => {
    const tags = parseEntityTags(header);
    // "Unless it is this state" has no field to stand in.
    if (tags !== "*") return { malformed: "if-none-match" };
    bind(message, "true", findings);
    return { bound: "if-none-match" };
  };
}

function resolve(method: DescMethod, path: string, option: string): FieldPath {
  const resolved = resolveFieldPath(method.input, path);
  if (typeof resolved === "string") throw new RuleError(method, `${option}: ${resolved}`);
  return resolved;
}
