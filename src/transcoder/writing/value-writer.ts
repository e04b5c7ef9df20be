import type { DescMessage, JsonValue } from "@bufbuild/protobuf";
import type { BindingRules } from "../binding-rules.ts";

/** Writes a value of one type, as a JSON value or straight as a text. The two are equal. */
export interface ValueWriter {
  json(value: unknown): JsonValue;
  text(value: unknown): string;
}

/** Where writers of fields get the writers of messages from. */
export interface WriterSource {
  readonly rules: BindingRules;
  writer(desc: DescMessage): ValueWriter;
}
