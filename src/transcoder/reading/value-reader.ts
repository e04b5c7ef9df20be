import type { DescMessage, JsonValue } from "@bufbuild/protobuf";
import type { BindingRules } from "../binding-rules.ts";
import type { Findings } from "../findings.ts";

/**
 * Makes a field's value of a JSON value, or adds what is wrong with it to the findings and returns undefined.
 * Texts of paths and queries are read by the same readers, as JSON strings.
 */
export type ValueReader = (json: JsonValue, findings: Findings) => unknown;

/** Where readers of fields get the readers of messages from. */
export interface ReaderSource {
  readonly rules: BindingRules;
  reader(desc: DescMessage): ValueReader;
}
