import type { DescField, DescMessage, Message } from "@bufbuild/protobuf";
import type { Capability } from "./plan.ts";
import { isCapability } from "./shape/derive-schema.ts";

/**
 * The capability at a path of a request message: `refuse_reparenting`, or `consumers.untyped`, which is turned on
 * in every message that the field `consumers` holds. Throws TypeError where the path leads to none.
 */
export function compileCapability(message: DescMessage, path: string): Capability {
  const names = path.split(".");
  const fields: DescField[] = [];
  let at: DescMessage | undefined = message;
  for (const name of names) {
    const field: DescField | undefined = at?.fields.find((one) => one.name === name);
    if (field === undefined) throw new TypeError(`${message.name} has no capability ${path}`);
    fields.push(field);
    at = field.message;
  }
  const flag = fields.pop();
  if (flag === undefined || !isCapability(flag))
    throw new TypeError(`${message.name} has no capability ${path}`);
  return {
    path,
    turnOn(root) {
      for (const holder of heldBy(root, fields)) (holder as unknown as Fields)[flag.localName] = true;
    },
  };
}

type Fields = Record<string, unknown>;

function heldBy(root: Message, way: readonly DescField[]): Message[] {
  return way.reduce<Message[]>(
    (holders, field) =>
      holders.flatMap((holder) => contents((holder as unknown as Fields)[field.localName], field)),
    [root],
  );
}

function contents(value: unknown, { fieldKind }: DescField): Message[] {
  if (value === undefined) return [];
  return fieldKind === "map" || fieldKind === "list" ? Object.values(value as object) : [value as Message];
}
