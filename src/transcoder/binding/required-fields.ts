import type { DescField, DescMessage, Message } from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { type Findings, mapKey } from "../findings.ts";
import { isRequiredField } from "../required-field.ts";
import { isWellKnown } from "../well-known-types.ts";

/** Finds what a request lacks that it must have, once path, query and body have filled it. */
export type RequiredCheck = (message: Message, findings: Findings) => void;

/**
 * The check for fields that the contract says are required, at any depth; undefined where there are none, which is so
 * in all of proto3. Protobuf itself refuses to read and to write a message without them.
 */
export function requiredCheck(desc: DescMessage): RequiredCheck | undefined {
  if (!reachesRequired(desc, new Set())) return undefined;
  return (message, findings) => check(reflect(desc, message), findings);
}

function reachesRequired(desc: DescMessage, seen: Set<DescMessage>): boolean {
  if (seen.has(desc) || isWellKnown(desc)) return false;
  seen.add(desc);
  return desc.fields.some(
    (field) =>
      isRequiredField(field) || (field.message !== undefined && reachesRequired(field.message, seen)),
  );
}

function check(message: ReflectMessage, findings: Findings): void {
  for (const field of message.fields) {
    findings.enter(field.name);
    if (message.isSet(field)) checkValue(message, field, findings);
    else if (isRequiredField(field)) findings.refuse("required", "is required");
    findings.leave();
  }
}

function checkValue(message: ReflectMessage, field: DescField, findings: Findings): void {
  if (field.message === undefined || isWellKnown(field.message)) return;
  if (field.fieldKind === "message") {
    check(message.get(field), findings);
  } else if (field.fieldKind === "list") {
    for (const [at, item] of [...message.get(field)].entries()) checkItem(at, item, findings);
  } else {
    for (const [key, item] of message.get(field)) {
      checkItem(mapKey(String(key), typeof key === "string"), item, findings);
    }
  }
}

function checkItem(step: Parameters<Findings["enter"]>[0], item: unknown, findings: Findings): void {
  findings.enter(step);
  check(item as ReflectMessage, findings);
  findings.leave();
}
