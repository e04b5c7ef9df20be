import type { DescMessage, JsonValue, Message } from "@bufbuild/protobuf";
import { bindingRules, type RouterOptions } from "./binding-rules.ts";
import { Findings } from "./findings.ts";
import type { Violation } from "./invoke.ts";
import { MessageReaders } from "./reading/message-readers.ts";

/** Reads a message of one type from its JSON form. */
export type MessageReader = (json: JsonValue) => {
  /** Whole only where there are no violations. */
  readonly message: Message;
  readonly violations: readonly Violation[];
};

/**
 * A compiled reader for a message's JSON form, for protocols that have a whole message for a body. Where the
 * library's own decoder throws at the first thing that it does not like, this names all of them by their paths.
 */
export function messageReader(desc: DescMessage, options: RouterOptions = {}): MessageReader {
  const rules = bindingRules(options);
  const read = new MessageReaders(rules).bodyReader(desc, new Set());
  return (json) => {
    const findings = new Findings(rules);
    return { message: read(json, findings), violations: findings.violations };
  };
}
