import { type DescField, type DescMethod, ScalarType } from "@bufbuild/protobuf";
import { isWrapperDesc } from "@bufbuild/protobuf/wkt";
import { Findings } from "../findings.ts";
import { textReader } from "../reading/text-reader.ts";
import type { ReaderSource } from "../reading/value-reader.ts";
import { RuleError } from "../rule-error.ts";
import type { VariablePath } from "./path-variables.ts";

/**
 * Throws RuleError where nothing that a variable matches could be a value of its field: every request would be
 * refused. That is so where the field's values have no slashes or words in their texts, and the variable has.
 */
export function refuseMisfit(method: DescMethod, path: VariablePath, readers: ReaderSource): void {
  const texts = path.segments.map((segment) => (segment.kind === "literal" ? segment.text : undefined));
  const fits = texts.every((text) => text !== undefined)
    ? isValue(texts.join("/"), path.leaf, readers)
    : texts.length === 1 || isText(path.leaf);
  if (fits) return;
  throw new RuleError(
    method,
    `path variable {${path.text}}: nothing that it matches is a value of the field`,
  );
}

function isValue(text: string, field: DescField, readers: ReaderSource): boolean {
  return textReader(field, readers)?.(text, new Findings(readers.rules)) !== undefined;
}

function isText(field: DescField): boolean {
  const isWrapper = field.message !== undefined && isWrapperDesc(field.message);
  const scalar = isWrapper ? field.message.fields[0]?.scalar : field.scalar;
  return scalar === ScalarType.STRING || scalar === ScalarType.BYTES;
}
