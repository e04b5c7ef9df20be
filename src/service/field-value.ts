import type { DescField, Message } from "@bufbuild/protobuf";

/** What a field of a message is set to; undefined where another member of its oneof is set instead. */
export function fieldValue(message: Message, field: DescField): unknown {
  const fields = message as unknown as Record<string, unknown>;
  if (field.oneof === undefined) {
    return fields[field.localName];
  }
  const choice = fields[field.oneof.localName] as { case?: string; value?: unknown } | undefined;
  return choice?.case === field.localName ? choice.value : undefined;
}
